import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { it } from 'node:test';
import ts from 'typescript';
import { root } from '../scripts/lib/paths';

interface Transpiler {
  transpile(input: string, options: { fileName: string }): { outputText: string };
}

const fresh = createRequire(__filename);
const path = join(root, 'scripts/lib/cached-transpiler.cjs');

/** As ts-node makes it, with a compiler that counts what it compiles. */
function transpiler(): { transpile: Transpiler['transpile']; count: () => number } {
  let count = 0;
  const compiler = fresh.resolve('typescript');
  const loaded = fresh.cache[compiler]!;
  const own = loaded.exports as typeof ts;
  const transpileModule: typeof ts.transpileModule = (...given) => (count++, own.transpileModule(...given));
  delete fresh.cache[path];
  loaded.exports = { ...own, transpileModule };
  const { create } = fresh(path) as { create: (given: object) => Transpiler };
  loaded.exports = own;
  const file = join(root, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, (name) => ts.sys.readFile(name)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return { ...create({ service: { config: { options } } }), count: () => count };
}

for (const folder of ['src', 'scripts', 'test'])
  it(`a file of ${folder}/ is compiled once, until it changes`, () => {
    const { transpile, count } = transpiler();
    const fileName = join(root, folder, 'of-a-test.ts');
    for (const [input, compiled] of [
      [`let at${Date.now()}: number;`, 1],
      ['let at: string;', 2],
    ] as const) {
      const made = transpile(input, { fileName });
      assert.ok(made.outputText.includes(input.replace(/: \w+/, '')), made.outputText);
      assert.deepEqual(transpile(input, { fileName }).outputText, made.outputText);
      assert.equal(count(), compiled);
    }
  });
