import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as nn from '.';
import { DTypeError, OptionError, ShapeError, rng, tensor, zeros, type DType, type Tensor } from '../core';
import type { Layer } from './layer';

const image = (rows: readonly (readonly number[])[]): Tensor =>
  tensor(rows.flat(), { shape: [1, rows.length, rows[0].length, 1] });

const refuses = (call: () => unknown, error: new (message: string) => Error, message: RegExp) =>
  assert.throws(call, (e) => e instanceof error && message.test(e.message));

describe('conv2d', () => {
  it('computes sums of pixels under the kernel by hand, with stride and padding', () => {
    const layer = nn.conv2d(1, 1, {
      kernelSize: 2,
      stride: 2,
      padding: 1,
      initializer: nn.initializers.zeros,
    });
    layer.parameters.weight.data.set([1, 2, 3, 4]);
    layer.parameters.bias.data.set([100]);
    const x = image([
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ]);
    const [y, cache] = layer.forward(x);
    assert.deepEqual(
      y,
      image([
        [104, 118],
        [115 + 21, 100 + 5 + 12 + 24 + 36],
      ]),
    );
    const { dInput, gradients } = layer.backward(
      cache,
      image([
        [1, 0],
        [0, 10],
      ]),
    );
    assert.deepEqual(
      dInput,
      image([
        [4, 0, 0],
        [0, 10, 20],
        [0, 30, 40],
      ]),
    );
    assert.deepEqual(gradients.weight.data, Float64Array.of(50, 60, 80, 91));
    assert.deepEqual(gradients.bias.data, Float64Array.of(11));
  });

  it('computes in float32 what it computes in float64, small and large', () => {
    for (const [shape, outputs] of [
      [[2, 5, 6, 3], 4],
      [[6, 12, 11, 5], 19],
    ] as const) {
      const options = { kernelSize: 3, padding: 1, initializer: nn.initializers.normal(0.2) };
      const results = (['float64', 'float32'] as const).map((dtype) => {
        const r = rng(1);
        const layer = nn.conv2d(shape[3], outputs, { ...options, dtype, rng: r });
        layer.parameters.bias.data.fill(0.5);
        const [y, cache] = layer.forward(r.normals(shape, { dtype }));
        const { dInput, gradients } = layer.backward(cache, r.normals(y.shape, { dtype }));
        return [y, dInput, gradients.weight, gradients.bias];
      });
      results[0].forEach((expected, i) => {
        const got = results[1][i];
        assert.equal(got.dtype, 'float32');
        assert.deepEqual(got.shape, expected.shape);
        const most = Math.max(...expected.data.map(Math.abs));
        const error = Math.max(
          ...expected.data.map((value: number, j: number) => Math.abs(value - got.data[j])),
        );
        assert.ok(error < 1e-5 * most, `result ${i} of ${shape.join('×')} is off by ${error} of ${most}`);
      });
    }
  });

  it('with groups lets each output see the channels of its group alone', () => {
    for (const [channels, outputs, groups] of [
      [4, 6, 2],
      [3, 3, 3],
      [32, 64, 4],
    ]) {
      for (const dtype of ['float32', 'float64'] as const) {
        const r = rng(1);
        const options = { kernelSize: 3, padding: 1, stride: 2, rng: r, dtype };
        const grouped = nn.conv2d(channels, outputs, { ...options, groups });
        const whole = nn.conv2d(channels, outputs, options);
        const [width, share] = [channels / groups, outputs / groups];
        whole.parameters.weight.data.forEach((_, i, data) => {
          const [output, channel] = [i % outputs, Math.floor(i / outputs) % channels];
          const patch = Math.floor(i / (outputs * channels));
          const own = Math.floor(output / share) === Math.floor(channel / width);
          const at = (patch * width + (channel % width)) * outputs + output;
          data[i] = own ? grouped.parameters.weight.data[at] : 0;
        });
        grouped.parameters.bias.data.forEach((_, i, data) => (data[i] = i));
        whole.parameters.bias.data.set(grouped.parameters.bias.data);
        const x = r.normals([2, 9, 8, channels], { dtype });
        const [[y, cache], [expected, whole_]] = [grouped.forward(x), whole.forward(x)];
        const g = r.normals(y.shape, { dtype });
        const [got, want] = [grouped.backward(cache, g), whole.backward(whole_, g)];
        const bound = dtype === 'float32' ? 1e-4 : 1e-12;
        const near = (a: Tensor, b: Tensor): boolean => a.data.every((v: number, i: number) => Math.abs(v - b.data[i]) < bound); // prettier-ignore
        assert.ok(near(y, expected) && near(got.dInput, want.dInput), `${channels} → ${outputs}`);
        assert.deepEqual(grouped.parameters.weight.shape, [3, 3, width, outputs]);
        assert.deepEqual(got.gradients.weight.shape, [3, 3, width, outputs]);
      }
    }
    refuses(
      () => nn.conv2d(3, 4, { kernelSize: 1, groups: 2, rng: rng(1) }),
      OptionError,
      /inChannels.*2 groups.*3/,
    );
    refuses(
      () => nn.conv2d(4, 3, { kernelSize: 1, groups: 2, rng: rng(1) }),
      OptionError,
      /outChannels.*2 groups.*3/,
    );
  });

  it('begins with weights of the spread that its patches ask for', () => {
    const { weight } = nn.conv2d(32, 64, { kernelSize: 3, rng: rng(1) }).parameters;
    const variance = Array.from(weight.data).reduce((sum, w) => sum + w * w, 0) / weight.data.length;
    assert.deepEqual(weight.shape, [3, 3, 32, 64]);
    assert.ok(Math.abs(variance * (288 / 2) - 1) < 0.05, `variance ${variance}`);
  });

  it('takes no images', () => {
    for (const dtype of ['float32', 'float64'] as DType[]) {
      const layer = nn.conv2d(2, 3, { kernelSize: 3, rng: rng(1), dtype });
      const [y, cache] = layer.forward(zeros([0, 5, 5, 2], { dtype }));
      assert.deepEqual(y.shape, [0, 3, 3, 3]);
      assert.deepEqual(layer.backward(cache, y).gradients.weight, zeros([3, 3, 2, 3], { dtype }));
    }
  });

  it('names the shapes, types, sizes and options that it refuses', () => {
    const layer = nn.conv2d(3, 4, { kernelSize: 5, padding: 1, rng: rng(1) });
    refuses(() => layer.forward(zeros([2, 3])), ShapeError, /conv2d.*\[N, H, W, 3\].*\[2, 3\]/);
    refuses(() => layer.forward(zeros([2, 8, 8, 4])), ShapeError, /conv2d.*\[N, H, W, 3\].*\[2, 8, 8, 4\]/);
    refuses(() => layer.forward(zeros([2, 2, 8, 3])), ShapeError, /conv2d.*\[2, 2, 8, 3\] padded by 1.*5×5/);
    refuses(
      () => layer.forward(zeros([2, 8, 8, 3], { dtype: 'float32' })),
      DTypeError,
      /conv2d: x is float32, but weight is float64; .*convert\(x, 'float64'\)/,
    );
    refuses(() => layer.forward([1]), ShapeError, /conv2d.*\[N, H, W, 3\].*\[1\]/);
    refuses(() => layer.backward(null as never, zeros([2])), OptionError, /conv2d: the cache .* got null/);
    const [, cache] = layer.forward(zeros([2, 8, 8, 3]));
    refuses(
      () => layer.backward(cache, zeros([2, 6, 5, 4])),
      ShapeError,
      /conv2d.*\[2, 6, 6, 4\].*\[2, 6, 5, 4\]/,
    );
    refuses(
      () => layer.backward(cache, zeros([2, 6, 6, 4], { dtype: 'float32' })),
      DTypeError,
      /conv2d: dOutput is float32, but weight is float64/,
    );
    refuses(() => nn.conv2d(3, 4, { kernelSize: 3 }), OptionError, /rng\(1\)/);
    refuses(() => nn.conv2d(0, 4, { kernelSize: 3, rng: rng(1) }), OptionError, /inChannels.*0/);
    refuses(() => nn.conv2d(3, 4, { kernelSize: 3, stride: 0, rng: rng(1) }), OptionError, /stride.*0/);
    refuses(() => nn.conv2d(3, 4, { kernelSize: 3, padding: -1, rng: rng(1) }), OptionError, /padding.*-1/);
    refuses(
      () => nn.conv2d(3, 4, { kernelSize: 3, dilation: 2 } as never),
      OptionError,
      /conv2d.*'dilation'/,
    );
  });
});

describe('maxPool2d and avgPool2d', () => {
  const x = image([
    [1, 3, 9],
    [3, 2, 9],
    [9, 9, 9],
  ]);

  it('take the first of equals and the mean, and leave out what fills no window', () => {
    const [largest, cache] = nn.maxPool2d({ kernelSize: 2 }).forward(x);
    assert.deepEqual(largest, image([[3]]));
    assert.deepEqual(
      nn.maxPool2d({ kernelSize: 2 }).backward(cache, image([[5]])).dInput,
      image([
        [0, 5, 0],
        [0, 0, 0],
        [0, 0, 0],
      ]),
    );
    const [mean, kept] = nn.avgPool2d({ kernelSize: 2 }).forward(x);
    assert.deepEqual(mean, image([[9 / 4]]));
    assert.deepEqual(
      nn.avgPool2d({ kernelSize: 2 }).backward(kept, image([[8]])).dInput,
      image([
        [2, 2, 0],
        [2, 2, 0],
        [0, 0, 0],
      ]),
    );
  });

  it('let NaN through', () => {
    const bad = image([
      [NaN, 1],
      [2, 3],
    ]);
    for (const layer of [nn.maxPool2d({ kernelSize: 2 }), nn.avgPool2d({ kernelSize: 2 })]) {
      assert.deepEqual(layer.forward(bad)[0], image([[NaN]]), layer.name);
    }
  });

  it('compute in float32 what they compute in float64, small and large', () => {
    for (const make of [nn.maxPool2d, nn.avgPool2d] as ((options: nn.Pool2dOptions) => Layer)[]) {
      for (const shape of [
        [1, 5, 6, 3],
        [3, 13, 12, 17],
      ]) {
        const layer = make({ kernelSize: 3, stride: 2 });
        const run = (dtype: DType) => {
          // Multiples of 9 keep the means whole.
          const whole = (shape: readonly number[], seed: number) =>
            tensor(
              rng(seed)
                .normals(shape)
                .data.map((v: number) => 9 * Math.round(9 * v)),
              { shape, dtype },
            );
          const [y, cache] = layer.forward(whole(shape, 1));
          return [y, layer.backward(cache, whole(y.shape, 2)).dInput].map((t) => Array.from(t.data));
        };
        assert.deepEqual(run('float32'), run('float64'), `${layer.name} ${shape.join('×')}`);
      }
    }
  });

  it('name the shapes, sizes and options that they refuse', () => {
    for (const [name, make] of Object.entries({ maxPool2d: nn.maxPool2d, avgPool2d: nn.avgPool2d })) {
      const layer: Layer = make({ kernelSize: 3 });
      const named = (rest: string) => new RegExp(`${name}: .*${rest}`);
      refuses(() => layer.forward(zeros([2, 3])), ShapeError, named('\\[N, H, W, C\\].*\\[2, 3\\]'));
      refuses(() => layer.forward(zeros([1, 2, 5, 1])), ShapeError, named('\\[1, 2, 5, 1\\].*3×3'));
      const [, cache] = layer.forward(zeros([1, 6, 6, 2]));
      refuses(
        () => layer.backward(cache, zeros([1, 2, 3, 2])),
        ShapeError,
        named('\\[1, 2, 2, 2\\].*\\[1, 2, 3, 2\\]'),
      );
      refuses(() => make({ kernelSize: 0 }), OptionError, named('kernelSize.*0'));
      refuses(() => make({ kernelSize: 2, stride: 1.5 }), OptionError, named('stride.*1.5'));
      refuses(() => make({ kernelSize: 2, padding: 1 } as never), OptionError, named("'padding'"));
    }
  });
});

describe('flatten', () => {
  it('shares the memory of its input, and refuses a gradient of another shape', () => {
    const x = zeros([2, 3, 4, 5]);
    const [y, cache] = nn.flatten().forward(x);
    assert.deepEqual(y.shape, [2, 60]);
    assert.equal(y.data, x.data);
    assert.deepEqual(nn.flatten().backward(cache, y).dInput, x);
    refuses(
      () => nn.flatten().backward(cache, zeros([2, 3, 20])),
      ShapeError,
      /flatten.*\[2, 60\].*\[2, 3, 20\]/,
    );
    refuses(() => nn.flatten().forward(zeros([])), ShapeError, /flatten.*\[N, …\].*\[\]/);
  });
});
