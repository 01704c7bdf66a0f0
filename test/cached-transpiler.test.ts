import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import ts from 'typescript';
import { root } from '../scripts/lib/paths';

type Transpile = (input: string, options: { fileName: string }) => { outputText: string };

const fresh = createRequire(__filename);
const folder = mkdtempSync(join(tmpdir(), 'softmax-lab transpiler '));
after(() => rmSync(folder, { recursive: true }));

/** A compiler that counts what it compiles. */
const compiler = join(folder, 'compiler.cjs');
writeFileSync(
  compiler,
  `const { transpileModule } = require(${JSON.stringify(fresh.resolve('typescript'))});
   exports.count = 0;
   exports.transpileModule = (...given) => (exports.count++, transpileModule(...given));`,
);

/** As ts-node makes it. */
function transpiler(): Transpile {
  const { create } = fresh('../scripts/lib/cached-transpiler.cjs') as {
    create: (given: object) => { transpile: Transpile };
  };
  const file = join(root, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, (name) => ts.sys.readFile(name)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return create({ service: { options: { compiler }, config: { options } } }).transpile;
}

for (const part of ['src', 'scripts', 'test'])
  it(`a file of ${part}/ is compiled once, until it changes`, () => {
    const transpile = transpiler();
    const counter = fresh(compiler) as { count: number };
    const fileName = join(root, part, 'of-a-test.ts');
    for (const input of [`let at${Date.now()}: number;`, 'let at: string;']) {
      counter.count = 0;
      const made = transpile(input, { fileName });
      assert.ok(made.outputText.includes(input.replace(/: \w+/, '')), made.outputText);
      assert.deepEqual(transpile(input, { fileName }).outputText, made.outputText);
      assert.equal(counter.count, 1);
    }
  });
