import { isNarrow, narrowGemm } from '../../../src/wasm';
import type { Family } from '../draw';

export const narrowGemms: Family = {
  name: 'narrowGemm',
  share: 10,
  draw(draw) {
    const [m, n] = [
      draw.size(1, draw.chance(0.05) ? 6000 : 200),
      draw.integer(1, draw.chance(0.1) ? 40 : 16),
    ];
    const k = draw.size(0, draw.chance(0.05) ? 16384 : 300);
    const transposeA = draw.chance(0.5);
    const a = draw.chance(0.8) ? draw.sparse(m * k) : draw.numbers(m * k);
    const b = draw.numbers(k * n);
    return {
      what: `${m}×${k}×${n} ${JSON.stringify({ transposeA })}`,
      run(out) {
        narrowGemm(a, b, out(m * n), { m, n, k }, { transposeA });
        out(1)[0] = Number(isNarrow(a, { m, n, k }));
      },
    };
  },
};
