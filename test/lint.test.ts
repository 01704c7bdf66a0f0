import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ESLint } from 'eslint';
import { root } from '../scripts/lib/paths';

// With CI=true the parser would read the files instead of the given code.
process.env.TSESTREE_SINGLE_RUN = 'false';
const eslint = new ESLint({ cwd: root });

async function complaints(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: join(root, file) });
  return result.messages.map((message) => `${message.ruleId}: ${message.message}`);
}

describe('the linter', () => {
  const refused: [file: string, code: string, says: RegExp][] = [
    ['src/nn/relu.ts', "export * from '../losses';\n", /src\/nn may import from: nn, core, math, wasm/],
    ['src/losses/hinge.ts', "export * from '../nn/linear';\n", /src\/losses may import from/],
    ['src/core/tensor.ts', "export * from '../math';\n", /src\/core may import from: core/],
    ['src/datasets/iris.ts', "export * from '../losses';\n", /src\/datasets may import from/],
    ['src/jupyter/show.ts', "export * from 'tslab';\n", /src\/jupyter may import from/],
    ['src/math/sigmoid.ts', "export * from '..';\n", /src\/math may import from/],
    ['scripts/start.ts', "export * from '../src/losses';\n", /Import from 'softmax-lab'/],
    ['src/math/sigmoid.ts', 'export const e = Math.exp(1);\n', /last bits differ/],
    ['src/math/sigmoid.ts', 'export const p = (x: number): number => x ** 2;\n', /last bits differ/],
    ['src/core/random.ts', 'export const u = Math.random();\n', /seeded rng/],
  ];
  for (const [file, code, says] of refused) {
    it(`refuses in ${file}: ${code.trim()}`, async () => {
      assert.match((await complaints(file, code)).join('\n'), says);
    });
  }

  it('allows what the arrows allow', async () => {
    assert.deepEqual(await complaints('src/nn/relu.ts', "export { zeros } from '../core';\n"), []);
    assert.deepEqual(await complaints('src/losses/hinge.ts', "export { softmax } from '../math';\n"), []);
  });
});

describe("the cells' linter", () => {
  const cells = new ESLint({ cwd: root, ignore: false, overrideConfigFile: 'eslint.cells.config.mjs' });
  const said = async (code: string): Promise<string[]> => {
    const [result] = await cells.lintText(code, { filePath: join(root, 'build/cells/a.ts') });
    return result.messages.map(({ message, line }) => `${line}: ${message}`);
  };

  it('refuses an import that no cell uses, also where a cell has a name like it', async () => {
    const code = [
      "import { rng, tensor, type Tensor, show as draw } from 'softmax-lab';",
      "import * as tf from '@tensorflow/tfjs';",
      'const f = (tensor: number): number => tensor;',
    ];
    const unused = (line: number, name: string): string =>
      `${line}: '${name}' is imported, but no cell uses it: leave it out.`;
    assert.deepEqual(await said(code.join('\n')), [
      ...['rng', 'tensor', 'Tensor', 'draw'].map((name) => unused(1, name)),
      unused(2, 'tf'),
    ]);
  });

  it('allows an import that a later cell uses, as a type too, and a name that none uses', async () => {
    const code = "import { tensor, type Tensor } from 'softmax-lab';\n\nconst x: Tensor = tensor([1]);\n";
    assert.deepEqual(await said(code), []);
  });
});
