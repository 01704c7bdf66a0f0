import assert from 'node:assert/strict';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../../scripts/lib/paths';
import { allExamples, programOf, readmeExamples } from '../examples/program';
import { binary, freshClone, installTools, node, npm, run, tool, tools } from './project';

const OLDEST = '5.0';
const NEWEST = '7.0';

/** What `bundle.mjs` prints: bytes without the kernels, characters of them, what the bundler had to say. */
interface Cost {
  gzip: number;
  kernels: number;
  warnings: string[];
}

const project = mkdtempSync(join(tmpdir(), 'softmax-lab consumer '));
const installed = join(project, 'node_modules/softmax-lab');
const clone = freshClone();
let packed: string;

before(async () => {
  const packing = npm(clone, 'pack', '--json', '--pack-destination', project);
  await Promise.all([packing, installTools()]);
  packed = join(project, 'softmax-lab-0.1.0.tgz');
  writeFileSync(join(project, 'package.json'), '{ "name": "consumer", "private": true }');
  await npm(project, 'install', packed);
});
after(() => {
  for (const folder of [project, clone]) rmSync(folder, { recursive: true });
});

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
}

/** A folder of the project for one trial. */
function folderOf(name: string): string {
  const folder = join(project, name);
  mkdirSync(folder);
  return folder;
}

async function compile(
  compiler: string,
  folder: string,
  compilerOptions: object,
  file: string,
): Promise<void> {
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
  await node([tool(`typescript-${compiler}`, 'bin/tsc'), '-p', folder], folder);
}

describe('the packed library', () => {
  it('is what src/ says now, though dist/ was of another time', () => {
    assert.deepEqual(readdirSync(installed).sort(), ['LICENSE', 'README.md', 'data', 'dist', 'package.json']);
    const dist = readdirSync(join(installed, 'dist'));
    assert.ok(
      ['index.js', 'index.mjs', 'index.d.ts'].every((name) => dist.includes(name)),
      dist.join(),
    );
    assert.ok(!dist.includes('stale.js') && !dist.includes('.stamp'), dist.join());
  });

  it('takes under 7 MB of the disk, dependencies included', () => {
    const blocks = filesOf(join(project, 'node_modules')).map((path) =>
      Math.ceil(statSync(path).size / 4096),
    );
    const megabytes = (blocks.reduce((sum, count) => sum + count) * 4096) / 1e6;
    assert.ok(megabytes < 7, `${megabytes.toFixed(2)} MB`);
  });

  it('has no dead link, and packing leaves the README of the clone as it was', () => {
    let whole = 0;
    for (const file of filesOf(installed).filter((path) => path.endsWith('.md'))) {
      for (const [, link] of readFileSync(file, 'utf8').matchAll(/\]\(([^)#\s]+)\)/g)) {
        if (link.startsWith('https://')) whole++;
        else assert.ok(statSync(join(dirname(file), link), { throwIfNoEntry: false }), `${file}: ${link}`);
      }
    }
    assert.ok(whole > 10, `${whole} links`);
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    assert.equal(readFileSync(join(clone, 'README.md'), 'utf8'), readme);
    const links = (text: string) => [...text.matchAll(/\]\(/g)].length;
    assert.equal(links(readFileSync(join(installed, 'README.md'), 'utf8')), links(readme));
  });

  it('leaves publint and attw nothing to find', async () => {
    assert.match(await node([tool('publint', 'src/cli.js'), packed, '--strict'], project), /All good!/);
    const folders = readdirSync(join(installed, 'dist'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const attw = tool('@arethetypeswrong/cli', 'dist/index.js');
    const entries = ['--include-entrypoints', ...folders.map(({ name }) => name)];
    const said = await node([attw, packed, '--no-color', '--no-emoji', ...entries], project);
    assert.match(said, /No problems found/);
    assert.ok(
      folders.every(({ name }) => said.includes(`"softmax-lab/${name}"`)),
      said,
    );
  });

  it('loads under 1 MB of code, and no module of Node before it is needed', async () => {
    const code = `const Module = require('node:module'); const load = Module._load; const builtin = [];
      Module._load = (name, ...rest) => { if (Module.isBuiltin(name)) builtin.push(name); return load(name, ...rest); };
      require('softmax-lab');
      console.log(JSON.stringify({ builtin, files: Object.keys(require.cache) }));`;
    const text = await node(['--eval', code], project);
    const { builtin, files } = JSON.parse(text) as { builtin: string[]; files: string[] };
    assert.deepEqual(builtin, []);
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
    assert.ok(bytes > 1e5 && bytes < 1e6, `${bytes} bytes`);
  });

  it('gives the same names to import and require, to Node and to bundlers, at every subpath', async () => {
    const code = `import { createRequire } from 'node:module'; import { readdirSync } from 'node:fs';
      const require = createRequire(process.cwd() + '/'); const dist = './node_modules/softmax-lab/dist/';
      const folders = readdirSync(dist, { withFileTypes: true }).filter((entry) => entry.isDirectory());
      for (const path of ['', ...folders.map(({ name }) => '/' + name)]) {
        const required = require('softmax-lab' + path);
        const [imported, bundled] = await Promise.all(
          ['softmax-lab' + path, require.resolve(dist + path.slice(1) + '/index.mjs')].map((name) => import(name)));
        const names = Object.keys(required).sort().join();
        if (!names) throw new Error('nothing in ' + path);
        for (const module of [imported, bundled])
          if (Object.keys(module).sort().join() !== names) throw new Error(path + ': ' + Object.keys(module));
        for (const name in imported) if (imported[name] !== required[name]) throw new Error('two of ' + name);
      }`;
    await node(['--input-type=module', '--eval', code], project);
  });
});

describe('a program with the packed library', { concurrency: availableParallelism() }, () => {
  const node10 = { module: 'CommonJS', moduleResolution: 'Node10', file: 'main.ts' };
  const node16 = { module: 'Node16', moduleResolution: 'Node16', file: 'main.cts' };
  const nodeNext = { module: 'NodeNext', moduleResolution: 'NodeNext', file: 'main.mts' };
  const bundler = { module: 'ESNext', moduleResolution: 'Bundler', file: 'main.ts' };
  const matrix = [
    ...['ES2020', 'ES2022'].flatMap((target) => [
      ...[node10, node16, nodeNext, bundler].map((mode) => ({ compiler: OLDEST, target, ...mode })),
      ...[node16, nodeNext, bundler].map((mode) => ({ compiler: NEWEST, target, ...mode })),
    ]),
    ...['5.4', '5.9', '6.0'].flatMap((compiler) => [
      { compiler, target: 'ES2020', ...node10, ...(compiler === '6.0' && { ignoreDeprecations: '6.0' }) },
      { compiler, target: 'ES2022', ...nodeNext },
    ]),
  ];
  for (const { compiler, file, ...options } of matrix) {
    const { target, moduleResolution } = options;
    it(`compiles with TypeScript ${compiler}, ${target}, ${moduleResolution}, ${file}, and runs`, async () => {
      const folder = folderOf(`${compiler}-${target}-${moduleResolution}`);
      cpSync(join(__dirname, 'main.ts'), join(folder, file));
      await compile(compiler, folder, { ...options, lib: [target], types: [], strict: true }, file);
      if (moduleResolution === 'Bundler') return;
      const said = await node([join(folder, file.replace(/ts$/, 'js'))], folder);
      assert.match(said, /"rows":\[2\],"gradient":\[2,3\].*"accuracy":1/);
    });
  }

  it('may be any example of a docstring', async () => {
    const folder = folderOf('examples');
    cpSync(join(__dirname, '../examples/shows.ts'), join(folder, 'shows.ts'));
    writeFileSync(join(folder, 'examples.ts'), programOf(allExamples()));
    const options = {
      module: 'CommonJS',
      moduleResolution: 'Node10',
      target: 'ES2022',
      strict: true,
      esModuleInterop: true,
      typeRoots: [tool('@types')],
      types: ['node'],
      baseUrl: '.',
      paths: { 'decimal.js': [tool('decimal.js')] },
    };
    await compile(OLDEST, folder, options, 'examples.ts');
    // Python is beside the project's own library only, and nobody has CIFAR-100.
    const code = `const { examples } = require('./examples.js');
      (async () => { for (const place in examples) if (!/^python|cifar100/.test(place))
        await examples[place]().catch((error) => { throw new Error(place, { cause: error }); }); })();`;
    await node(['--eval', code], folder, { NODE_PATH: join(tools, 'node_modules') });
  });

  for (const { place, code } of readmeExamples()) {
    it(`may be pasted: ${place}`, async () => {
      const folder = folderOf(place.replace(':', ' '));
      writeFileSync(join(folder, 'pasted.mts'), code);
      const options = {
        module: 'NodeNext',
        target: 'ES2022',
        types: [],
        lib: ['ES2022', 'DOM'],
        strict: true,
      };
      await compile(NEWEST, folder, options, 'pasted.mts');
      await node([join(folder, 'pasted.mjs')], folder);
    });
  }

  const uses: [string, number, string][] = [
    ['losses', 30, 'losses.softmaxCrossEntropy(logits, [0, 1])'],
    ['losses, nn, optim, train', 60, '[train.fit, nn.linear, optim.sgd]'],
  ];
  for (const [names, kilobytes, expression] of uses) {
    it(`costs a bundle under ${kilobytes} kB for ${names}, without a warning`, async () => {
      const folder = folderOf(`bundle of ${names}`);
      const [entry, out] = [join(folder, 'entry.js'), join(folder, 'bundle.mjs')];
      writeFileSync(
        entry,
        `import { ${names}, rng } from 'softmax-lab';
        const logits = rng(1).normals([2, 1000], { dtype: 'float32' });
        globalThis.said = { shared: logits.data.buffer instanceof SharedArrayBuffer, used: ${expression},
          loss: losses.softmaxCrossEntropy(logits, [0, 1]), all: losses.ALL_LOSSES.size };`,
      );
      const vite = tool('vite', 'dist/node/index.js');
      const text = await node([join(__dirname, 'bundle.mjs'), vite, entry, out], folder);
      const { gzip, kernels, warnings } = JSON.parse(text.trim().split('\n').at(-1) ?? '') as Cost;
      assert.deepEqual(warnings, []);
      assert.ok(gzip > 5e3 && gzip < kilobytes * 1e3, `${gzip} bytes`);
      assert.ok(kernels > 20_000, `${kernels} characters of kernels`);
      const code = `await import('./bundle.mjs'); const { shared, loss, all } = globalThis.said;
        const { losses, rng } = await import('softmax-lab');
        const same = losses.softmaxCrossEntropy(rng(1).normals([2, 1000], { dtype: 'float32' }), [0, 1]);
        console.log(shared, loss === same, all === losses.ALL_LOSSES.size);`;
      assert.equal(await node(['--input-type=module', '--eval', code], folder), 'true true true\n');
    });
  }

  it('runs alike in Node, Bun and Deno', async () => {
    const program = join(project, 'runtime.mjs');
    cpSync(join(__dirname, 'runtime.mjs'), program);
    const said = await node([program], project);
    assert.match(said, /^\{"one":true,"kernels":true,"shared":true,"loss":\d/);
    const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch === 'arm64' ? 'aarch64' : process.arch}`;
    const bun = binary(
      `@oven/bun-${platform}/bin/bun`,
      `@oven/bun-${platform}-musl/bin/bun`,
      `@oven/bun-${platform}/bin/bun.exe`,
    );
    const own = `${process.platform}-${process.arch}`;
    const deno = binary(`@deno/${own}/deno`, `@deno/${own}-glibc/deno`, `@deno/${own}/deno.exe`);
    assert.ok(bun && deno, `${platform}: npm has brought ${bun ?? 'no Bun'} and ${deno ?? 'no Deno'}`);
    assert.equal(await run(bun, [program], project), said);
    assert.equal(await run(deno, ['run', '--allow-all', program], project), said);
  });
});
