import { gemm } from '../../../src/wasm';
import type { Case, Draw, Family } from '../draw';

/** One of these sizes, with any options; `transposed` is the share of matrices that are. */
function productOf(draw: Draw, { m, n, k }: { m: number; n: number; k: number }, transposed: number): Case {
  const [transposeA, transposeB] = [draw.chance(transposed), draw.chance(transposed)];
  const [a, b] = [draw.numbers(m * k), draw.numbers(k * n)];
  const bias = draw.chance(0.5) ? draw.numbers(n) : undefined;
  const activation = draw.pick(['none', 'relu'] as const);
  return {
    what: `${m}×${k}×${n} ${JSON.stringify({ transposeA, transposeB, activation, bias: !!bias })}`,
    run: (out) => gemm(a, b, out(m * n), { m, n, k }, { transposeA, transposeB, bias, activation }),
  };
}

export const gemms: Family = {
  name: 'gemm',
  share: 20,
  draw(draw) {
    const [m, n] = [draw.size(1, 300), draw.size(1, 400)];
    const k = draw.size(0, draw.chance(0.1) ? 2000 : 300);
    return productOf(draw, { m, n, k }, 0.4);
  },
};

/** Products of few rows, terms or columns, which have kernels of their own. */
export const fewGemms: Family = {
  name: 'fewGemm',
  share: 20,
  draw(draw) {
    const few = (): number => draw.pick([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 20]);
    const some = (): number => draw.size(1, draw.chance(0.1) ? 3000 : 200);
    const [m, k, n] = draw.pick([
      [few(), some(), some()],
      [some(), few(), some()],
      [some(), some(), few()],
      [few(), draw.size(0, 2500), few()],
    ]);
    return productOf(draw, { m, n, k }, 0.3);
  },
};
