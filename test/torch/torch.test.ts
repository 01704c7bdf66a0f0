import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { tensor, type DType, type NestedNumbers } from '../../src/core';
import * as torch from '../../src/torch';

/** Numbers as PyTorch gave them, null for NaN. */
type Numbers = number | null | readonly Numbers[];
type State = Record<string, Numbers>;

interface LossCase {
  name: 'CrossEntropyLoss' | 'NLLLoss' | 'BCEWithLogitsLoss';
  options: object;
  input: NestedNumbers;
  target: number[] | number[][];
  float32: { loss: Numbers; gradient: Numbers };
  float64: { loss: Numbers; gradient: Numbers };
}

interface ModelCase {
  start: State;
  logits: Numbers;
  log_probabilities: Numbers;
  loss: Numbers;
  once: State;
  twice: State;
  input_gradient: Numbers;
}

interface OptimizerCase {
  name: 'SGD' | 'Adam';
  options: object;
  float32: { losses: number[]; end: State };
  float64: { losses: number[]; end: State };
}

const reference = JSON.parse(readFileSync(join(__dirname, 'pytorch.json'), 'utf8')) as {
  versions: { torch: string };
  model: { x: NestedNumbers; y: number[]; float32: ModelCase; float64: ModelCase };
  optimizers: OptimizerCase[];
  losses: LossCase[];
};
const { x: X, y: Y } = reference.model;
const { Sequential, Linear, ReLU, LogSoftmax, NLLLoss, CrossEntropyLoss } = torch.nn;
const DTYPES: readonly DType[] = ['float64', 'float32'];
/** PyTorch rounds every intermediate to float32, ours few; the sums here have some ten terms below 50. */
const TOLERANCE = { float64: 1e-14, float32: 2e-6 };
/** 20 steps, each of which takes the last one's rounding further. */
const DRIFT = { float64: 1e-13, float32: 1e-5 };

const flat = (x: Numbers): number[] =>
  Array.isArray(x) ? (x as readonly Numbers[]).flatMap(flat) : [(x as number | null) ?? NaN];

/** Every number within `tolerance` of the other, relative where it is above 1. */
function near(what: string, got: ArrayLike<number>, expected: Numbers, tolerance: number): void {
  const numbers = flat(expected);
  assert.equal(got.length, numbers.length, `${what}: how many`);
  numbers.forEach((number, i) => {
    const error = Math.abs(got[i] - number) / Math.max(1, Math.abs(number));
    const same = Object.is(got[i], number) || error <= tolerance;
    assert.ok(same, `${what}[${i}]: ${got[i]}, PyTorch ${reference.versions.torch} has ${number}`);
  });
}

const gradients = (model: torch.nn.Module): Record<string, ArrayLike<number>> =>
  Object.fromEntries(model.named_parameters().map(([name, { grad }]) => [name, grad?.data ?? []]));

/** The model of generate.py, with its weights. */
function modelOf(dtype: DType): torch.nn.Module {
  torch.manual_seed(1);
  const model = Sequential(Linear(4, 5, { dtype }), ReLU(), Linear(5, 3, { bias: false, dtype }));
  const start = Object.entries(reference.model[dtype].start);
  model.load_state_dict(
    Object.fromEntries(start.map(([k, v]) => [k, tensor(v as NestedNumbers, { dtype })])),
  );
  return model;
}

describe('torch, beside real PyTorch', () => {
  for (const dtype of DTYPES) {
    it(`every loss and gradient agrees (${dtype})`, () => {
      assert.ok(reference.losses.length > 40);
      for (const { name, options, input, target, ...results } of reference.losses) {
        const what = `${name} ${JSON.stringify(options)} ${dtype}`;
        const z = torch.tensor(input, { dtype, requires_grad: true });
        const make = torch.nn[name] as (options: object) => torch.nn.Criterion<unknown>;
        const y = Array.isArray(target[0]) ? torch.tensor(target, { dtype }) : target;
        const loss = make(options)(z, y);
        near(`${what} loss`, loss.data, results[dtype].loss, TOLERANCE[dtype]);
        // The ramp multiplies rounding by up to 20.
        const ramp = Array.from(loss.data, (_, i) => i + 1);
        loss.backward(tensor(Float64Array.from(ramp), { shape: loss.shape }));
        near(`${what} gradient`, z.grad?.data ?? [], results[dtype].gradient, 20 * TOLERANCE[dtype]);
      }
    });

    it(`a model's outputs and gradients agree, and add up over two calls of backward (${dtype})`, () => {
      const expected = reference.model[dtype];
      const model = modelOf(dtype);
      const x = torch.tensor(X, { dtype, requires_grad: true });
      const logits = model(x);
      const logP = LogSoftmax(1)(logits);
      const loss = NLLLoss()(logP, Y);
      loss.backward();
      const tolerance = TOLERANCE[dtype];
      near('logits', logits.data, expected.logits, tolerance);
      near('log-probabilities', logP.data, expected.log_probabilities, tolerance);
      near('loss', [loss.item()], expected.loss, tolerance);
      const once = gradients(model);
      for (const name in expected.once) near(name, once[name], expected.once[name], tolerance);
      CrossEntropyLoss({ reduction: 'sum' })(model(x), Y).backward();
      const twice = gradients(model);
      for (const name in expected.twice) near(name, twice[name], expected.twice[name], tolerance);
      near('the input’s', x.grad?.data ?? [], expected.input_gradient, tolerance);
    });

    for (const { name, options, ...results } of reference.optimizers) {
      it(`20 steps of ${name} ${JSON.stringify(options)} end in the same weights (${dtype})`, () => {
        const model = modelOf(dtype);
        const x = torch.tensor(X, { dtype });
        const optimizer = torch.optim[name](model.parameters(), options);
        const losses: number[] = [];
        for (let step = 0; step < 20; step++) {
          const loss = CrossEntropyLoss()(model(x), Y);
          optimizer.zero_grad();
          loss.backward();
          if (step % 3 === 2) for (const parameter of model.parameters().slice(0, 2)) parameter.grad = null;
          optimizer.step();
          losses.push(loss.item());
        }
        near('losses', losses, results[dtype].losses, DRIFT[dtype]);
        const end = model.state_dict();
        for (const key in results[dtype].end) near(key, end[key].data, results[dtype].end[key], DRIFT[dtype]);
      });
    }
  }
});
