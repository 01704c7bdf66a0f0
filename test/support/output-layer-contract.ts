import assert from 'node:assert/strict';
import { it as nodeIt } from 'node:test';
import { rng, tensor, zeros, type DType, type Tensor } from '../../src/core';
import type { OutputLayer } from '../../src/large-vocab';
import { gradCheck } from '../../src/math';

type Make = (dtype: DType) => OutputLayer;

const ROUNDINGS = { float64: 1e-14, float32: 2e-6 };

/** The first test that a thing does not pass, of those that `contract` makes. */
export function firstFailure(
  contract: (it: (name: string, test: () => void) => void) => void,
): string | undefined {
  let failed: string | undefined;
  contract((name, test) => {
    if (failed !== undefined) return;
    try {
      test();
    } catch {
      failed = name;
    }
  });
  return failed;
}

/** Tests what every output layer of V classes over rows of `inputs` numbers should do. */
export function outputLayerContract(
  make: Make,
  inputs: number,
  it: (name: string, test: () => void) => void = nodeIt,
): void {
  const random = rng('output layers');
  const { classes } = make('float64');
  const rows = classes + 3;
  const x64 = random.normals([rows, inputs]);
  const x32 = tensor(Float32Array.from(x64.data), { shape: x64.shape });
  // Every class once, and three more; with −100 and with a class ignored.
  const labels = Array.from({ length: rows }, (_, i) => i % classes);
  const some = labels.map((y, i) => (i % 3 === 1 ? -100 : y));
  const counted = some.filter((y) => y !== -100).length;

  it('has the gradients that differences give, whatever the reduction', () => {
    const layer = make('float64');
    for (const options of [{}, { reduction: 'sum' }, { normalizer: 3 }, { ignoreIndex: 0 }] as const) {
      const given = 'ignoreIndex' in options ? labels : some;
      const { dInput, gradients, loss } = layer.withGradient(x64, given, options);
      assert.equal(layer.loss(x64, given, options), loss);
      const lossOfX = (x: Tensor): number => layer.loss(x, given, options);
      const check = gradCheck(lossOfX, x64, dInput);
      assert.ok(check.passed, `x: ${check.verdict}`);
      assert.deepEqual(Object.keys(gradients).sort(), Object.keys(layer.parameters).sort());
      for (const [name, parameter] of Object.entries(layer.parameters)) {
        const at = Float64Array.from(parameter.data);
        const lossOf = (value: Tensor): number => {
          parameter.data.set(value.data);
          const loss = layer.loss(x64, given, options);
          parameter.data.set(at);
          return loss;
        };
        assert.deepEqual(gradients[name].shape, parameter.shape);
        const check = gradCheck(lossOf, tensor(at, { shape: parameter.shape }), gradients[name]);
        assert.ok(check.passed, `${name}: ${check.verdict}`);
      }
    }
  });

  for (const dtype of ['float64', 'float32'] as const) {
    const x = dtype === 'float64' ? x64 : x32;
    const tolerance = ROUNDINGS[dtype];
    const layer = make(dtype);
    const near = (actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void => {
      assert.equal(actual.length, expected.length, what);
      for (let i = 0; i < actual.length; i++) {
        const error = Math.abs(actual[i] - expected[i]) / Math.max(1, Math.abs(expected[i]));
        assert.ok(error <= tolerance, `${what}[${i}] is ${actual[i]}, not ${expected[i]}`);
      }
    };

    it(`has losses that are −logProbabilities, whose rows sum to one: ${dtype}`, () => {
      const logs = layer.logProbabilities(x);
      assert.deepEqual([logs.shape, logs.dtype], [[rows, classes], dtype]);
      for (let i = 0; i < rows; i++) {
        const row = logs.data.subarray(i * classes, (i + 1) * classes);
        let sum = 0;
        for (const log of row) sum += Math.exp(log);
        assert.ok(Math.abs(sum - 1) <= tolerance, `row ${i} sums to ${sum}`);
      }
      const each = layer.loss(x, labels, { reduction: 'none' });
      assert.deepEqual([each.shape, each.dtype], [[rows], dtype]);
      near(
        each.data,
        Float64Array.from(labels, (y, i) => -logs.data[i * classes + y]),
        'loss',
      );
    });

    it(`reduces, and leaves ignored rows out: ${dtype}`, () => {
      const none = layer.withGradient(x, some, { reduction: 'none' });
      const sum = layer.withGradient(x, some, { reduction: 'sum' });
      const mean = layer.withGradient(x, some);
      const total = Float64Array.from(none.loss.data).reduce((a, b) => a + b, 0);
      some.forEach((y, i) => {
        if (y !== -100) return;
        assert.equal(none.loss.data[i], 0);
        assert.ok(none.dInput.data.subarray(i * inputs, (i + 1) * inputs).every((g) => g === 0));
      });
      near([sum.loss, mean.loss], [total, total / counted], 'loss');
      near(sum.dInput.data, none.dInput.data, 'dInput');
      near(
        mean.dInput.data,
        sum.dInput.data.map((g) => g / counted),
        'dInput',
      );
      for (const [name, { data, dtype: type }] of Object.entries(sum.gradients)) {
        assert.equal(type, dtype);
        near(none.gradients[name].data, data, name);
        near(
          mean.gradients[name].data,
          data.map((g) => g / counted),
          name,
        );
      }
      const kept = some.flatMap((y, i) => (y === -100 ? [] : [i]));
      const rowsKept = kept.flatMap((i) => [...x.data.subarray(i * inputs, (i + 1) * inputs)]);
      const alone = tensor(rowsKept, { shape: [kept.length, inputs], dtype });
      near(
        [
          layer.loss(
            alone,
            kept.map((i) => some[i]),
          ),
        ],
        [mean.loss],
        'the rows that count alone',
      );
      const parts = layer.withGradient(x, some, { normalizer: 2 * counted });
      near([parts.loss], [mean.loss / 2], 'normalizer');
    });

    it(`bears empty batches: ${dtype}`, () => {
      for (const [empty, none] of [
        [zeros([0, inputs], { dtype }), []],
        [x, labels.map(() => -100)],
      ] as const) {
        const { loss, dInput, gradients } = layer.withGradient(empty, none);
        assert.ok(Number.isNaN(loss));
        for (const gradient of [dInput, ...Object.values(gradients)])
          assert.ok(gradient.data.every((g) => g === 0));
        assert.deepEqual(dInput.shape, empty.shape);
        assert.equal(layer.loss(empty, none, { onEmpty: 'zero' }), 0);
        assert.equal(layer.loss(empty, none, { reduction: 'sum' }), 0);
        assert.equal(layer.loss(empty, none, { reduction: 'none' }).data.length, none.length);
        assert.deepEqual(layer.logProbabilities(empty).shape, [empty.shape[0], classes]);
      }
    });

    it(`lets NaN through to the rows that have it: ${dtype}`, () => {
      const bad = tensor(Float64Array.from(x.data), { shape: x.shape, dtype });
      bad.data[0] = NaN;
      const { data } = layer.loss(bad, labels, { reduction: 'none' });
      assert.ok(Number.isNaN(data[0]) && data.slice(1).every(Number.isFinite));
    });
  }

  it('gives float32 what float64 gives for the same parameters, rounded', () => {
    const [layer, wide] = [make('float32'), make('float64')];
    for (const [name, { data }] of Object.entries(layer.parameters)) wide.parameters[name].data.set(data);
    const x = tensor(Float64Array.from(x32.data), { shape: x32.shape });
    const [a, b] = [layer.withGradient(x32, some), wide.withGradient(x, some)];
    const pairs: [Tensor, Tensor][] = [[a.dInput, b.dInput]];
    for (const name in a.gradients) pairs.push([a.gradients[name], b.gradients[name]]);
    assert.ok(Math.abs(a.loss / b.loss - 1) < 1e-6);
    for (const [single, double] of pairs)
      single.data.forEach((g, i) => assert.ok(Math.abs(g - double.data[i]) < 1e-6));
  });

  it('starts as its rng says, and takes plain numbers', () => {
    const [a, b] = [make('float64'), make('float64')];
    assert.deepEqual(a.parameters, b.parameters);
    const nested = Array.from({ length: rows }, (_, i) => [
      ...x64.data.subarray(i * inputs, (i + 1) * inputs),
    ]);
    assert.deepEqual(a.withGradient(nested, labels), b.withGradient(x64, Int32Array.from(labels)));
  });

  it('refuses what does not fit, by name', () => {
    const layer = make('float64');
    const { name } = layer;
    const refuses = (call: () => unknown, error: string, message: RegExp): void => {
      assert.throws(call, (thrown: Error) => {
        assert.deepEqual([thrown.name, thrown.message.startsWith(name)], [error, true], thrown.message);
        assert.match(thrown.message, message);
        return true;
      });
    };
    const bad = [...labels];
    bad[2] = classes;
    refuses(
      () => layer.withGradient(x64, bad),
      'LabelError',
      /labels\[2\] is .*, expected an integer of 0 … /,
    );
    bad[2] = 0.5;
    refuses(() => layer.loss(x64, bad), 'LabelError', /labels\[2\] is 0.5/);
    bad[2] = -100;
    refuses(() => layer.loss(x64, bad, { ignoreIndex: -1 }), 'LabelError', /labels\[2\] is -100/);
    refuses(() => layer.loss(x64, [0]), 'ShapeError', /rows need .* labels, got 1/);
    refuses(() => layer.loss(zeros([rows, inputs + 1]), labels), 'ShapeError', /x should have shape \[N, /);
    refuses(() => layer.logProbabilities(zeros([inputs])), 'ShapeError', /x should have shape/);
    refuses(() => layer.loss(x32, labels), 'DTypeError', /x is float32, but the layer is float64/);
    refuses(() => layer.loss(x64, labels, { ignoreIndex: 0.5 }), 'OptionError', /ignoreIndex/);
    refuses(() => layer.loss(x64, labels, { reduction: 'max' as 'sum' }), 'OptionError', /reduction/);
    refuses(() => layer.loss(x64, labels, { reduction: 'sum', normalizer: 2 }), 'OptionError', /normalizer/);
    refuses(() => layer.loss(x64, labels, { weight: [] } as never), 'OptionError', /unknown option 'weight'/);
  });
}
