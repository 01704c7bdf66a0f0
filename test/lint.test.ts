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
