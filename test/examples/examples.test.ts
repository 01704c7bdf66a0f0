import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import vm from 'node:vm';
import ts from 'typescript';
import * as library from '../../src';
import { allExamples, examplesIn, programOf, type Example } from './program';
import { shownIn, shows } from './shows';

/** Those that fetch a data set run in the consumer's project only (`test/consumer`), where npm is needed anyway. */
const FETCHES = /datasets\.(ensure|mnist|mobyDick)\(/;

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

  it('are found in the README and the files of all losses', () => {
    const files = examples.map(({ place }) => place).filter((place) => place.startsWith('losses/'));
    assert.ok(new Set(files).size >= library.losses.ALL_LOSSES.size, files.join());
    assert.equal(examples.filter(({ place }) => place.startsWith('README')).length, 2);
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
