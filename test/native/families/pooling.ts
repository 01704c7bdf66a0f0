import { averagePool, averagePoolBackward, maxPool, maxPoolBackward } from '../../../src/wasm';
import type { Family } from '../draw';

export const poolings: Family = {
  name: 'pooling',
  share: 10,
  draw(draw) {
    const kernelSize = draw.pick([1, 2, 2, 2, 3, 5]);
    const side = (): number => kernelSize + draw.size(0, 14);
    const channels = draw.chance(0.5) ? draw.pick([1, 3, 4, 8, 16, 32, 64]) : draw.size(1, 70);
    const stride = draw.pick([1, 2, 2, 3]);
    const sizes = { images: draw.size(0, 4), height: side(), width: side(), channels, kernelSize, stride };
    const along = (length: number): number => Math.floor((length - kernelSize) / stride) + 1;
    const inputs = sizes.images * sizes.height * sizes.width * channels;
    const outputs = sizes.images * along(sizes.height) * along(sizes.width) * channels;
    const [x, dY] = [draw.numbers(inputs), draw.chance(0.5) ? draw.sparse(outputs) : draw.numbers(outputs)];
    // Equal ones, as a rectifier leaves them; of both signs, which are equal.
    if (draw.chance(0.5)) for (let i = 0; i < inputs; i++) if (x[i] < 0) x[i] = i % 3 ? 0 : -0;
    return {
      what: JSON.stringify(sizes),
      run(out) {
        const which = out(outputs);
        maxPool(x, out(outputs), which, sizes);
        maxPoolBackward(dY, which, out(inputs), sizes);
        averagePool(x, out(outputs), sizes);
        averagePoolBackward(dY, out(inputs), sizes);
      },
    };
  },
};
