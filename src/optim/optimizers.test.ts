import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as optim from '.';
import { OptionError, rng, tensor, zeros } from '../core';
import type { NamedGradients, Optimizer } from './optimizer';

function close(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what = ''): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) {
    const error = Math.abs(actual[i] - expected[i]) / Math.max(1, Math.abs(expected[i]));
    assert.ok(error <= tolerance, `${what} [${i}]: ${actual[i]}, expected ${expected[i]}`);
  }
}

/** The parameter after each step of an optimiser that starts at `start` and sees the given gradients. */
function walk(optimizer: Optimizer, start: number, gradients: readonly number[]): number[] {
  const w = tensor([start]);
  return gradients.map((g) => {
    optimizer.step({ w }, { w: tensor([g]) });
    return w.data[0];
  });
}

/**
 * The same from PyTorch's documented formulas in closed form: the averages as weighted sums over all past
 * gradients, rather than the recursions that the optimisers use.
 */
type ClosedForm = (gradients: readonly number[]) => number;
function walkClosedForm(
  start: number,
  gradients: readonly number[],
  learningRate: number,
  options: { l2?: number; decoupled?: number },
  direction: ClosedForm,
): number[] {
  const seen: number[] = [];
  let w = start;
  return gradients.map((g) => {
    seen.push(g + (options.l2 ?? 0) * w);
    w = w - learningRate * (options.decoupled ?? 0) * w - learningRate * direction(seen);
    return w;
  });
}
const discounted = (values: readonly number[], factor: number): number =>
  values.reduce((sum, value, i) => sum + Math.pow(factor, values.length - 1 - i) * value, 0);
const last = (values: readonly number[]): number => values[values.length - 1];

const adamDirection =
  (beta1: number, beta2: number, epsilon: number): ClosedForm =>
  (g) => {
    // Bias correction divides by the sum of the weights: what is left is a weighted mean.
    const ones = g.map(() => 1);
    const mean = discounted(g, beta1) / discounted(ones, beta1);
    const squares = g.map((value) => value * value);
    return mean / (Math.sqrt(discounted(squares, beta2) / discounted(ones, beta2)) + epsilon);
  };

describe('sgd', () => {
  it('steps by hand', () => {
    assert.deepEqual(walk(optim.sgd({ learningRate: 0.5 }), 1, [2, -1]), [0, 0.5]);
    // v = 2, then 0.5·2 + 2 = 3
    assert.deepEqual(walk(optim.sgd({ learningRate: 0.25, momentum: 0.5 }), 1, [2, 2]), [0.5, -0.25]);
    // directions 2 + 0.5·2 = 3, then 2 + 0.5·3 = 3.5
    const nesterov = optim.sgd({ learningRate: 0.25, momentum: 0.5, nesterov: true });
    assert.deepEqual(walk(nesterov, 1, [2, 2]), [0.25, -0.625]);
    // g + λw = 0 + 0.5·1
    assert.deepEqual(walk(optim.sgd({ learningRate: 0.5, weightDecay: 0.5 }), 1, [0]), [0.75]);
  });

  it("agrees with PyTorch's formulas in closed form", () => {
    const g = Array.from(rng(1).normals([30]).data);
    for (const [momentum, nesterov, l2] of [
      [0, false, 0.1],
      [0.9, false, 0],
      [0.9, true, 0.05],
    ] as const) {
      const direction: ClosedForm = (seen) =>
        nesterov ? last(seen) + momentum * discounted(seen, momentum) : discounted(seen, momentum);
      const plain: ClosedForm = (seen) => last(seen);
      const expected = walkClosedForm(0.7, g, 0.1, { l2 }, momentum === 0 ? plain : direction);
      const optimizer = optim.sgd({ learningRate: 0.1, momentum, nesterov, weightDecay: l2 });
      close(walk(optimizer, 0.7, g), expected, 1e-13, `momentum ${momentum}`);
    }
  });

  it('lets matrices and kernels alone decay, if it is told so', () => {
    for (const make of [optim.sgd, optim.adam, optim.adamW]) {
      const parameters = { weight: tensor([[1, 1]]), bias: tensor([1]) };
      const gradients = { weight: tensor([[0, 0]]), bias: tensor([0]) };
      make({ learningRate: 0.5, weightDecay: 0.5, decayed: 'matrices' }).step(parameters, gradients);
      assert.ok(parameters.weight.data[0] < 1);
      assert.equal(parameters.bias.data[0], 1);
      assert.throws(() => make({ learningRate: 0.5, decayed: 'none' as never }), OptionError);
    }
  });

  it('keeps no state without momentum', () => {
    const optimizer = optim.sgd({ learningRate: 0.5 });
    walk(optimizer, 1, [1, 1]);
    assert.deepEqual(optimizer.state, { steps: 2, learningRate: 0.5, slots: {} });
  });
});

describe('adam', () => {
  it('takes a first step of the learning rate, whatever the size of the gradient', () => {
    for (const g of [1e-3, 1, 1e6]) {
      close(walk(optim.adam({ learningRate: 0.1, epsilon: 0 }), 1, [g, g]), [0.9, 0.8], 1e-14);
      close(walk(optim.adam({ learningRate: 0.1, epsilon: 0 }), 1, [-g]), [1.1], 1e-14);
    }
  });

  it('corrects its bias by hand', () => {
    // t = 1: m = 0.1·1, v = 0.001·1.
    // t = 2, g = 3: m = 0.9·0.1 + 0.1·3 = 0.39, over 1 − 0.81 = 0.19;
    //               v = 0.999·0.001 + 0.001·9 = 0.009999, over 1 − 0.998001 = 0.001999.
    const optimizer = optim.adam({ learningRate: 0.5, epsilon: 0 });
    const [first, second] = walk(optimizer, 0, [1, 3]);
    close([first], [-0.5], 1e-14);
    close([second - first], [(-0.5 * (0.39 / 0.19)) / Math.sqrt(0.009999 / 0.001999)], 1e-13);
    close(optimizer.state.slots.m.w.data, [0.39], 1e-15);
    close(optimizer.state.slots.v.w.data, [0.009999], 1e-15);
  });

  it('adds epsilon outside the root', () => {
    close(walk(optim.adam({ learningRate: 1, epsilon: 3 }), 0, [1]), [-1 / (1 + 3)], 1e-15);
  });

  it("agrees with PyTorch's formulas in closed form, with the L2 penalty and the decoupled one", () => {
    const g = Array.from(rng(2).normals([40]).data);
    const direction = adamDirection(0.9, 0.999, 1e-8);
    close(walk(optim.adam(), 0.7, g), walkClosedForm(0.7, g, 0.001, {}, direction), 1e-12);
    close(
      walk(optim.adam({ weightDecay: 0.1 }), 0.7, g),
      walkClosedForm(0.7, g, 0.001, { l2: 0.1 }, direction),
      1e-12,
    );
    close(walk(optim.adamW(), 0.7, g), walkClosedForm(0.7, g, 0.001, { decoupled: 0.01 }, direction), 1e-12);
    close(
      walk(optim.adamW({ learningRate: 0.1, betas: [0.5, 0.8], epsilon: 0.1, weightDecay: 0.3 }), 0.7, g),
      walkClosedForm(0.7, g, 0.1, { decoupled: 0.3 }, adamDirection(0.5, 0.8, 0.1)),
      1e-12,
    );
  });

  it('penalises differently when decoupled', () => {
    const g = [1, -0.5, 2];
    assert.notDeepEqual(
      walk(optim.adam({ weightDecay: 0.1 }), 1, g),
      walk(optim.adamW({ weightDecay: 0.1 }), 1, g),
    );
  });
});

describe('every optimiser', () => {
  const MAKERS: Record<string, (learningRate: number) => Optimizer> = {
    sgd: (learningRate) => optim.sgd({ learningRate }),
    'sgd with momentum': (learningRate) => optim.sgd({ learningRate, momentum: 0.9, weightDecay: 0.01 }),
    adam: (learningRate) => optim.adam({ learningRate }),
    adamW: (learningRate) => optim.adamW({ learningRate }),
  };
  for (const [name, make] of Object.entries(MAKERS)) {
    it(`updates all parameters in place, each with its own state, in its own type: ${name}`, () => {
      const r = rng(3);
      const parameters = { a: r.normals([2, 3], { dtype: 'float32' }), b: r.normals([4]) };
      const gradients = { a: r.normals([2, 3], { dtype: 'float32' }), b: r.normals([4]) };
      const optimizer = make(0.1);
      const alone = make(0.1);
      const b = { ...parameters.b, data: Float64Array.from(parameters.b.data) };
      const [dataOfA, before] = [parameters.a.data, Float32Array.from(parameters.a.data)];
      for (let step = 0; step < 3; step++) {
        optimizer.step(parameters, gradients);
        alone.step({ b }, { b: gradients.b });
      }
      assert.equal(parameters.a.data, dataOfA);
      assert.ok(parameters.a.data.every((w: number, i: number) => w !== before[i]));
      assert.deepEqual(parameters.b, b);
      for (const slot of Object.values(optimizer.state.slots)) assert.equal(slot.a.dtype, 'float32');
    });

    it(`goes on from a copied state to the same bits, and takes its learning rate from it: ${name}`, () => {
      const g = Array.from(rng(4).normals([10]).data);
      const [whole, first, second] = [make(0.1), make(0.1), make(99)];
      const expected = walk(whole, 1, g);
      const half = walk(first, 1, g.slice(0, 5));
      Object.assign(second.state, structuredClone(first.state));
      assert.deepEqual(walk(second, last(half), g.slice(5)), expected.slice(5));
    });

    it(`refuses gradients that do not fit, and changes nothing then: ${name}`, () => {
      const optimizer = make(0.1);
      const parameters = { a: tensor([1]), b: tensor([1, 2]) };
      const refuses = (gradients: NamedGradients, message: RegExp, error = 'ShapeError') =>
        assert.throws(() => optimizer.step(parameters, gradients), { name: error, message });
      refuses({ a: tensor([1]) }, /'b' has no gradient/);
      refuses({ a: tensor([1]), b: tensor([1]) }, /'b'.*\[2\].*\[1\]/);
      refuses(
        { a: tensor([1]), b: zeros([2], { dtype: 'float32' }) },
        /gradient of 'b' is float32/,
        'DTypeError',
      );
      refuses({ a: tensor([1]), b: tensor([1, 2]), c: tensor([1]) }, /'c' has no parameter; there are a, b/);
      assert.deepEqual(parameters, { a: tensor([1]), b: tensor([1, 2]) });
      assert.equal(optimizer.state.steps, 0);
    });
  }

  it('refuses unknown options and values out of range', () => {
    const refuses = (make: () => unknown, message: RegExp) =>
      assert.throws(make, (e) => e instanceof OptionError && message.test(e.message));
    refuses(() => optim.sgd({ lr: 0.1 } as never), /unknown option 'lr'.*learningRate/);
    refuses(() => optim.sgd({} as never), /learningRate.*undefined/);
    refuses(() => optim.sgd({ learningRate: -1 }), /-1/);
    refuses(() => optim.sgd({ learningRate: NaN }), /NaN/);
    refuses(() => optim.sgd({ learningRate: 1, momentum: -0.1 }), /momentum/);
    refuses(() => optim.sgd({ learningRate: 1, nesterov: true }), /nesterov needs a momentum/);
    refuses(() => optim.adam({ betas: [0.9, 1] }), /betas\[1\].*< 1.*got 1/);
    refuses(() => optim.adamW({ epsilon: -1 }), /epsilon/);
    refuses(() => optim.adam({ amsgrad: true } as object), /amsgrad/);
    const optimizer = optim.sgd({ learningRate: 1 });
    optimizer.state.learningRate = NaN;
    refuses(() => walk(optimizer, 1, [1]), /state\.learningRate.*NaN/);
  });
});

describe('the schedules', () => {
  it('step: multiply by the factor after every so many epochs', () => {
    const schedule = optim.stepSchedule({ learningRate: 8, every: 2, factor: 0.5 });
    assert.deepEqual([0, 1, 1.99, 2, 3.5, 4, 7].map(schedule), [8, 8, 8, 4, 4, 2, 1]);
    close([optim.stepSchedule({ learningRate: 1, every: 1 })(2)], [0.01], 1e-15);
  });

  it('cosine: go from the start to the end along half a cosine, and stay', () => {
    const schedule = optim.cosineSchedule({ learningRate: 1, epochs: 8, final: 0.5 });
    close(
      [0, 2, 4, 6, 8, 9].map(schedule),
      [1, 0.75 + 0.25 * Math.SQRT1_2, 0.75, 0.75 - 0.25 * Math.SQRT1_2, 0.5, 0.5],
      1e-15,
    );
    assert.equal(optim.cosineSchedule({ learningRate: 1, epochs: 3 })(3), 0);
  });

  it('refuse what makes no sense', () => {
    assert.throws(() => optim.stepSchedule({ learningRate: 1, every: 0 }), OptionError);
    assert.throws(() => optim.stepSchedule({ learningRate: 1, every: 1, gamma: 0.5 } as never), OptionError);
    assert.throws(() => optim.cosineSchedule({ learningRate: 1, epochs: NaN }), OptionError);
    assert.throws(() => optim.cosineSchedule({ learningRate: -1, epochs: 1 }), OptionError);
  });
});

describe('clipGradientNorm', () => {
  it('scales all gradients by one factor, only when they are too long, and returns the norm before', () => {
    const gradients = { a: tensor([3]), b: tensor([0, 4], { dtype: 'float32' }) };
    assert.equal(optim.clipGradientNorm(gradients, 5), 5);
    assert.deepEqual([gradients.a.data[0], gradients.b.data[1]], [3, 4]);
    assert.equal(optim.clipGradientNorm(gradients, 2.5), 5);
    assert.deepEqual([gradients.a.data[0], gradients.b.data[1]], [1.5, 2]);
    assert.equal(optim.clipGradientNorm({ a: zeros([3]) }, 1), 0);
  });

  it('does not overflow or underflow', () => {
    for (const scale of [1e200, 1e-200]) {
      const gradients = { a: tensor([3 * scale, 4 * scale]) };
      close([optim.clipGradientNorm(gradients, scale) / scale], [5], 1e-15);
      close(
        gradients.a.data.map((g: number) => g / scale),
        [0.6, 0.8],
        1e-15,
      );
    }
  });

  it('names a gradient that is not finite', () => {
    for (const bad of [NaN, Infinity]) {
      assert.throws(() => optim.clipGradientNorm({ ok: tensor([1]), w: tensor([1, bad]) }, 1), {
        name: 'DomainError',
        message: /'w'.*at 1/,
      });
    }
    assert.throws(() => optim.clipGradientNorm({}, -1), OptionError);
  });
});
