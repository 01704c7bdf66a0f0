import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import vm from 'node:vm';
import ts from 'typescript';
import { root } from '../../scripts/lib/paths';
import * as library from '../../src';
import { allExamples, examplesIn, programOf, type Example } from './program';
import { shownIn, shows } from './shows';

/**
 * Those that fetch a data set run in the consumer's project only (`test/consumer`), where npm is needed anyway; those of
 * a data set that the user has run nowhere.
 */
const FETCHES =
  /datasets\.(ensure|mnist|mobyDick|fashionMnist|cifar10|cifar100\w*|imagenet\w*|squeezenetWeights|wordnet|shakespeare|milton|tangPoems\w*|wordBenchmarks)\(/;

function load(examples: readonly Example[]): Record<string, () => Promise<void>> {
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  const code = ts.transpile(programOf(examples), options);
  const own: Record<string, unknown> = { 'softmax-lab': library, './shows': { shows } };
  const require = createRequire(__filename);
  const exports = {} as { examples: Record<string, () => Promise<void>> };
  const load = vm.compileFunction(code, ['require', 'exports']) as (...own: unknown[]) => void;
  load((name: string): unknown => own[name] ?? (require(name) as unknown), exports);
  return exports.examples;
}

describe('The examples of the docstrings and the README', () => {
  const folder = mkdtempSync(join(tmpdir(), 'softmax-lab examples '));
  const home = process.cwd();
  before(() => process.chdir(folder));
  after(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true });
  });

  const examples = allExamples().filter(({ code }) => !FETCHES.test(code));
  for (const [place, run] of Object.entries(load(examples))) it(`give what they show: ${place}`, run);

  it('are found in the README and for every loss', () => {
    const places = examples.map(({ place }) => place.split(':')[0]);
    const fences = readFileSync(join(root, 'README.md'), 'utf8').match(/^```ts/gm);
    assert.equal(places.filter((file) => file === 'README.md').length, fences?.length);
    const folder = join(root, 'src/losses');
    const without = readdirSync(folder).flatMap((file) => {
      const [, name] =
        /^export const (\w+) = defineLoss</m.exec(readFileSync(join(folder, file), 'utf8')) ?? [];
      return name === undefined || places.includes(`losses/${file}`) ? [] : [name];
    });
    const names = without.join(', ');
    assert.equal(names, '', `${names}: the docstring has no @example; write one as hinge has it`);
  });
});

describe('What runs the examples', () => {
  const inSource = (code: string) => examplesIn('a.ts', `/**\n * @example\n * ${code}\n * Source: x\n */\n`);
  const run = (code: string) => load(inSource(code))['a.ts:2']();

  it('tells a value that is another than shown', async () => {
    await run('math.sigmoid([0, -1000]) // [0.5, 0]');
    await run('math.log(2) // ≈ 0.693; in nats');
    for (const code of [
      'math.sigmoid(0) // 0.6',
      'math.log(2) // 0.693',
      'math.log(2) // ≈ 0.692',
      "'a' // 'b'",
    ])
      await assert.rejects(run(code), /the example shows/, code);
    await assert.rejects(run('math.sigmoid([0]) // [0.5, 0.5]'), /shows \[0.5, 0.5\], but it is \[0.5\]/);
  });

  it('lets none throw, and no value stand where nobody checks it', async () => {
    await assert.rejects(run('tensor([1], { shape: [2] })'), library.ShapeError);
    assert.throws(() => run('const x = 1; // 1'), /a\.ts:2: 'const x = 1;' is no expression/);
  });

  it('knows a value from prose', () => {
    assert.equal(shownIn('Int32Array [1, 0]'), '[1, 0]');
    assert.equal(shownIn('[1, 2]: the mean'), '[1, 2]');
    assert.equal(shownIn('-1000, where another is -Infinity'), '-1000');
    assert.equal(shownIn('5 of them'), undefined);
    assert.equal(shownIn('how often'), undefined);
  });
});
