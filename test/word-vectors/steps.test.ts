import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { wasm, type FloatArray } from '../../src';
import { plainSteps } from '../../src/word-vectors/plain-steps';

interface Reference {
  dimensions: number;
  learningRate: number;
  cases: {
    name: string;
    inputs: number[];
    outputs: number[];
    examples: [rows: number[], targets: number[]][];
    expected: [number[], number[]];
    gensim: [number[], number[]];
  }[];
}

const { cases, ...common } = JSON.parse(readFileSync(join(__dirname, 'steps.json'), 'utf8')) as Reference;

/** Largest difference from the sigmoid's table of gensim, whose σ(0) is 0.494, after 800 steps. */
const TABLE = 0.02;

for (const { name, inputs, outputs, examples, expected, gensim } of cases) {
  const ends = (of: (i: number) => number): number[] =>
    examples.reduce((all, _, i) => [...all, all[i] + of(i)], [0]);
  const starts = ends((i) => examples[i][1].length);
  const lists: wasm.Examples = {
    count: examples.length,
    inputStarts: Int32Array.from(ends((i) => examples[i][0].length)),
    inputRows: Int32Array.from(examples.flatMap(([rows]) => rows)),
    targetRanges: Int32Array.from(examples.flatMap((_, i) => [starts[i], starts[i + 1]])),
    targets: Int32Array.from(examples.flatMap(([, targets]) => targets)),
  };
  const near = (tables: FloatArray[], wanted: number[][], tolerance: number): void =>
    tables.forEach((table, k) =>
      table.forEach((v, i) =>
        assert.ok(Math.abs(v - wanted[k][i]) <= tolerance, `${k}, ${i}: ${v} and ${wanted[k][i]}`),
      ),
    );

  describe(`${examples.length} steps of ${name} on the samples of gensim`, () => {
    it('are in float64 those of numpy', () => {
      const tables = [Float64Array.from(inputs), Float64Array.from(outputs)];
      plainSteps({ ...common, inputs: tables[0], outputs: tables[1], examples: lists });
      near(tables, expected, 1e-12);
    });

    it("are in float32 numpy's to rounding, and gensim's but for its table of sigmoids", () => {
      const tables = [Float32Array.from(inputs), Float32Array.from(outputs)];
      wasm.logisticSteps([{ ...common, inputs: tables[0], outputs: tables[1], examples: lists }]);
      near(tables, expected, 5e-6);
      near(tables, gensim, TABLE);
    });
  });
}
