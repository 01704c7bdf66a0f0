import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  allNotebooks,
  allSolutions,
  codeCells,
  nameOf,
  readNotebook,
  textOf,
} from '../scripts/rerun/notebook';
import { claimsOf } from '../scripts/rerun/outputs';
import { datasets, figures, losses, nn, text, torch } from '../src';
import { OWN } from '../src/datasets/registry';
import { readVectors } from './conformance/vectors';

// What has to be said in several places is said in all of them. Each message says what is to be done.

const root = join(__dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const sourcesIn = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => `${folder}/${name}`);
const functionsOf = (area: object): string[] =>
  Object.entries(area).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));

describe('A loss', () => {
  const defined = sourcesIn('src/losses').flatMap((path) =>
    [...read(path).matchAll(/^export const (\w+) = defineLoss[<(]/gm)].map(([, name]) => ({ name, path })),
  );

  const calls = new Set(readVectors('torch').cases.map(({ call }) => call));

  for (const { name, path } of defined) {
    const file = path.replace(/\.ts$/, '');

    it(`is exported under its name: ${name}`, () => {
      const line = `export { ${name} } from './${file.split('/').pop()}';`;
      assert.ok(name in losses, `${path}: ${name} is not exported; add to src/losses/index.ts: ${line}`);
      const entered = losses.ALL_LOSSES.get(name) === losses[name as 'hinge'];
      assert.ok(entered, `${path}: ${name} has another name in its definition; write name: '${name}'`);
    });

    it(`is tested by the contract: ${name}`, () => {
      const tests = [`${file}.test.ts`, `${file}-contract.test.ts`].filter((test) =>
        existsSync(join(root, test)),
      );
      assert.ok(
        tests.some((test) => new RegExp(`^(element|row|list)Contract\\(\\s*${name},`, 'm').test(read(test))),
        `${name} has no contract tests; call elementContract(${name}, { loss: … }) in ${file}.test.ts, as ` +
          'mean-squared-error.test.ts does, rowContract for rows of classes, as nll-loss.test.ts does, or listContract ' +
          'for ranked lists, as list-net.test.ts does',
      );
    });

    it(`has a docstring that says everything: ${name}`, () => {
      const docstring = read(path).split(`export const ${name} =`)[0].split('/**').pop() ?? '';
      const parts = ['Formula:', 'Gradient:', 'Mean:', 'Domain:', 'Units:', 'Numerics:', 'Cost:'];
      const missing = [...parts, '@param', '@returns', '@throws', '@example', 'Source:'].filter(
        (part) => !docstring.includes(` * ${part}`),
      );
      const lacks = missing.join(' ');
      assert.equal(lacks, '', `${path}: the docstring lacks ${lacks}; write them as hinge.ts does`);
    });

    it(`is compared with the function of PyTorch that it names: ${name}`, () => {
      for (const [, call] of read(path).matchAll(/cf\. torch\.nn\.functional\.(\w+)/g)) {
        assert.ok(
          calls.has(call),
          `${path} names torch.nn.functional.${call}, of which test/conformance/vectors has no results; add it to ` +
            'test/conformance/generate/torch_cases.py and dialects/torch.ts, then npm run frameworks and ' +
            'npm run conformance -- --update; or cite only the paper',
        );
      }
    });
  }
});

describe('A layer', () => {
  it('is exported, if an example calls it', () => {
    for (const path of sourcesIn('src/nn')) {
      for (const [, name] of read(path).matchAll(/^ \* .*\bnn\.(\w+)\(/gm))
        assert.ok(name in nn, `${path} has an example of nn.${name}; export it from src/nn/index.ts`);
    }
  });
});

describe('A figure', () => {
  it('is listed with the others', () => {
    for (const path of sourcesIn('src/figures')) {
      const source = read(path);
      if (!/^import \{[^}]*\bmakeFigure\b/m.test(source)) continue;
      const builders = [...source.matchAll(/^export function (\w+)\(options: /gm)].map(([, name]) => name);
      for (const name of builders)
        assert.ok(
          name in figures.ALL_FIGURES,
          `${path}: ${name} is not exported; add it to src/figures/builders.ts`,
        );
    }
  });
});

describe('A data set', () => {
  it('has a folder with a README that gives source and licence and names its function', () => {
    const folders = readdirSync(join(root, 'data')).filter((name) => !name.startsWith('.'));
    for (const name of new Set([...folders, ...datasets.names, ...OWN])) {
      assert.ok(
        [...datasets.names, ...OWN].includes(name),
        `data/${name} is no data set of src/datasets/registry.ts; add its record there`,
      );
      const path = `data/${name}/README.md`;
      assert.ok(existsSync(join(root, path)), `${path} is missing; write one as data/iris/README.md`);
      const readme = read(path);
      for (const part of ['| Source |', '| Licence |', 'SHA-256'])
        assert.ok(readme.includes(part), `${path} has no '${part}'; data/iris/README.md has one`);
      const [, called] = /\*\*In code:\*\* `(?:await )?datasets\.(\w+)\(/.exec(readme) ?? [];
      assert.ok(called, `${path} does not say how it is read; end it with **In code:** \`datasets.…()\``);
      assert.ok(called in datasets, `${path} names datasets.${called}; export it from src/datasets/index.ts`);
    }
  });
});

describe('A notebook', () => {
  const readme = read('README.md');

  for (const name of allNotebooks().map(nameOf)) {
    it(`is in the README's table, and has solutions: ${name}`, () => {
      const row = `| [NN Title](notebooks/${name}.ipynb) | question | outline |`;
      assert.ok(readme.includes(`](notebooks/${name}.ipynb) |`), `README.md does not list it; add ${row}`);
      const solved = allSolutions().some((path) => nameOf(path) === `solutions/${name}`);
      assert.ok(solved, `notebooks/solutions/${name}.ipynb is missing; write the exercises' solutions there`);
    });
  }
});

describe('A notebook that sums up its claims', () => {
  const ends = allNotebooks().flatMap((path) => {
    const notebook = readNotebook(path);
    const last = codeCells(notebook).at(-1);
    return textOf(last?.source ?? '').startsWith('showClaims()') ? [{ path, notebook, last }] : [];
  });

  for (const { path, notebook, last } of ends) {
    it(`counts each of them: ${nameOf(path)}`, () => {
      const claims = claimsOf(notebook);
      const texts = claims.map(({ text }) => text);
      const twice = texts.filter((text, i) => texts.indexOf(text) < i);
      assert.deepEqual(twice, [], `${path}: claims are told apart by their texts; give these another`);
      const shown = (last?.outputs ?? []).map(({ data }) => textOf(data?.['text/plain'] as string));
      assert.deepEqual(
        shown,
        [`${claims.length} of ${claims.length} claims held.`],
        'rerun it with --update',
      );
    });
  }
});

describe('A spelling of PyTorch', () => {
  it('has a test that uses it', () => {
    const tests = [...filesOf('src/torch'), ...filesOf('test/torch')].filter((path) =>
      path.endsWith('.test.ts'),
    );
    const text = tests.map(read).join('\n');
    for (const area of ['nn', 'optim'] as const) {
      for (const name of functionsOf(torch[area])) {
        assert.ok(
          new RegExp(`\\b${name}\\b`).test(text),
          `torch.${area}.${name} has no test; add its results to test/torch/generate.py and compare in torch.test.ts`,
        );
      }
    }
  });
});

describe('CONTRIBUTING.md', () => {
  const text = read('CONTRIBUTING.md');

  it('names only files and commands that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const commands = [...text.matchAll(/npm run ([a-z:-]+)/g)].map(([, name]) => name);
    const paths = [...text.matchAll(/`((?:src|test|data|notebooks)\/[\w/.-]+|[\w-]+\.(?:md|bib|mjs))`/g)].map(
      ([, path]) => path,
    );
    assert.ok(commands.length > 10 && paths.length > 20);
    for (const name of commands) assert.ok(name in scripts, `CONTRIBUTING.md: there is no npm run ${name}`);
    for (const path of paths.filter((path) => !path.includes('my-')))
      assert.ok(existsSync(join(root, path)), `CONTRIBUTING.md: there is no ${path}`);
  });

  it('says of a loss as many files as it lists', () => {
    const [, section] = /## A loss\nFour files:\n\n([^]*?)\n\n/.exec(text) ?? [];
    assert.equal(section.match(/^\d\. `/gm)?.length, 4);
  });
});

describe('The changelog', () => {
  const changelog = read('CHANGELOG.md');
  const areas = {
    losses: Object.fromEntries(losses.ALL_LOSSES),
    nn,
    datasets,
    text,
    figures: figures.ALL_FIGURES,
  };

  for (const [area, members] of Object.entries(areas)) {
    it(`names all of ${area}`, () => {
      const missing = functionsOf(members).filter(
        (name) => !new RegExp(`\`(\\w+\\.)?${name}\``).test(changelog),
      );
      const names = missing.map((name) => `${area}.${name}`).join(', ');
      assert.equal(names, '', `CHANGELOG.md does not name ${names}; add it in backticks under Unreleased`);
    });
  }
});

function filesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
    join(folder, name),
  );
}
