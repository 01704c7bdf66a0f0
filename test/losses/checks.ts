import assert from 'node:assert/strict';
import { convert, isTensor, zeros, type Tensor } from '../../src/core';
import type { AnyLoss } from '../../src/losses';
import { scope } from '../../src/wasm';
import { D, exact, type LossCase, type LossCases } from './case';

/** What is tested of a loss: its call, and its call with gradient. */
export type Candidate = Pick<AnyLoss, 'withGradient'> &
  ((input: Tensor, target: unknown, options?: Parameters<AnyLoss>[2]) => number | Tensor);
export type Check = (loss: Candidate, cases: LossCases, call: LossCase) => void;
type Reduction = 'mean' | 'sum' | 'none';

const REDUCTIONS: readonly Reduction[] = ['mean', 'sum', 'none'];

function optionsFor(call: LossCase, reduction: Reduction): LossCase['options'] {
  const { normalizer, ...rest } = call.options;
  return { ...rest, reduction, ...(normalizer !== undefined && reduction === 'mean' ? { normalizer } : {}) };
}

function evaluate(
  loss: Candidate,
  call: LossCase,
  reduction: Reduction,
): { loss: number[]; gradient: Tensor } {
  const result = loss.withGradient(call.input, call.target, optionsFor(call, reduction));
  const value = loss(call.input, call.target, optionsFor(call, reduction));
  assert.deepEqual(value, result.loss, 'the call and withGradient should agree');
  assert.equal(isTensor(result.loss), reduction === 'none');
  assert.deepEqual(result.gradient.shape, call.input.shape);
  return { loss: isTensor(value) ? [...value.data] : [value], gradient: result.gradient };
}

function assertClose(got: number, want: number, tolerance: number, what: string): void {
  if (Object.is(got, want) || got === want || Math.abs(got - want) <= tolerance) return;
  assert.fail(`${what}: got ${got}, expected ${want} within ${tolerance}`);
}

/** The gradient against 4-point central differences of the loss, for every reduction. */
export const agreesWithDifferences: Check = (loss, cases, call) => {
  const width = cases.width(call);
  const data = Float64Array.from(call.input.data);
  const input = { ...call.input, data };
  for (const reduction of REDUCTIONS) {
    const { gradient } = evaluate(loss, call, reduction);
    const at = (n: number, x: number): number => {
      const kept = data[n];
      data[n] = x;
      const value = loss(input, call.target, optionsFor(call, reduction));
      data[n] = kept;
      return isTensor(value) ? value.data[Math.floor(n / width)] : value;
    };
    for (let n = 0; n < data.length; n++) {
      const x = data[n];
      if (!Number.isFinite(x)) {
        assertClose(gradient.data[n], 0, 0, `gradient[${n}] of a masked class or a row left out`);
        continue;
      }
      const h = 1e-3;
      const differences = 8 * (at(n, x + h) - at(n, x - h)) - (at(n, x + 2 * h) - at(n, x - 2 * h));
      const value = at(n, x);
      if (Number.isNaN(value)) {
        assertClose(gradient.data[n], 0, 0, `gradient[${n}] where no row counts`);
        continue;
      }
      // Rounding of the differences; that tiny slopes are right too is for the oracle to say.
      const size = Math.abs(value) + Math.abs(gradient.data[n]) + cases.cancellation(call).gradient;
      const tolerance = 1e-9 * size + 1e-12;
      const what = `${reduction}: gradient[${n}], by differences (near a kink? let \`input\` keep away from it)`;
      assertClose(gradient.data[n], differences / (12 * h), tolerance, what);
    }
  }
};

/** Loss and gradient against the definition in 50 digits, differentiated with a step of 10⁻¹⁴. */
export const agreesWithOracle: Check = (loss, cases, call) => {
  const width = cases.width(call);
  const rows = width === 0 ? call.input.shape[0] : call.input.data.length / width;
  const step = new D('1e-14');
  const losses: D[] = [];
  const gradient: D[] = [];
  for (let i = 0; i < rows; i++) {
    const x = [...call.input.data.slice(i * width, (i + 1) * width)].map(exact);
    const at = (k: number, value: D): D => cases.oracle(call, i, Object.assign([...x], { [k]: value }));
    losses.push(cases.oracle(call, i, x));
    x.forEach((value, k) => {
      const slope = at(k, value.plus(step))
        .minus(at(k, value.minus(step)))
        .div(step.times(2));
      gradient.push(value.isFinite() ? slope : new D(0));
    });
  }
  const cancels = cases.cancellation(call);
  const total = losses.reduce((a, b) => a.plus(b), new D(0));
  for (const reduction of REDUCTIONS) {
    const got = evaluate(loss, call, reduction);
    const denominator =
      reduction === 'mean' ? ((call.options.normalizer as number) ?? cases.denominator(call)) : 1;
    const isEmpty = denominator === 0;
    const want = reduction === 'none' ? losses : [isEmpty ? new D(0) : total.div(denominator)];
    if (isEmpty && call.options.onEmpty !== 'zero') want[0] = new D(NaN);
    assert.equal(got.loss.length, want.length);
    const absolute = (size: number): number => (isEmpty ? 0 : (size * (1 + rows)) / denominator);
    want.forEach((value, i) => {
      const tolerance = 1e-14 * (value.abs().toNumber() + absolute(cancels.loss));
      assertClose(got.loss[i], value.toNumber(), tolerance, `${reduction}: loss[${i}]`);
    });
    gradient.forEach((value, n) => {
      const slope = isEmpty ? 0 : value.div(denominator).toNumber();
      const tolerance = 1e-14 * (Math.abs(slope) + absolute(cancels.gradient));
      assertClose(got.gradient.data[n], slope, tolerance, `${reduction}: gradient[${n}]`);
    });
  }
};

/** A number added to a whole row changes neither loss nor gradient. */
export const isShiftInvariant: Check = (loss, cases, call) => {
  if (!cases.isShiftInvariant(call)) return;
  const width = cases.width(call);
  const shifted = call.input.data.map((x, n) => x + 64 * ((Math.floor(n / width) % 3) - 1));
  assertSame(loss, call, { ...call, input: { ...call.input, data: shifted } }, (n) => n, 1e-12);
};

/** Renaming the classes renames the gradient's columns and changes nothing else. */
export const followsRenamedClasses: Check = (loss, cases, call) => {
  if (!cases.renameClasses) return;
  const width = cases.width(call);
  const names = Array.from({ length: width }, (_, k) => (k + 1) % width);
  const renamed = cases.renameClasses(call, names);
  if (renamed === undefined) return;
  assertSame(loss, call, renamed, (n) => n - (n % width) + names[n % width], 1e-12);
};

/** What is masked out might as well not be there: the same bits as of the rest alone, and the gradient 0 elsewhere. */
export const masksLikeRemoval: Check = (loss, cases, call) => {
  if (!cases.withoutMasked) return;
  const { loss: losses, gradient } = evaluate(loss, call, 'none');
  const width = cases.width(call);
  losses.forEach((value, i) => {
    if (cases.isLeftOut(call, i)) return;
    const { places, alone } = cases.withoutMasked!(call, i);
    const want = evaluate(loss, alone, 'none');
    assertClose(value, want.loss[0], 0, `loss[${i}]`);
    for (let k = 0; k < width; k++) {
      const slope = places.includes(k) ? want.gradient.data[places.indexOf(k)] : 0;
      assertClose(gradient.data[i * width + k], slope, 0, `gradient[${i}, ${k}]`);
    }
  });
};

/** Each row's loss lies between bounds, but for rounding. */
export const staysWithinBounds: Check = (loss, cases, call) => {
  if (!cases.bounds) return;
  evaluate(loss, call, 'none').loss.forEach((value, i) => {
    const [least, most] = cases.bounds!(call, i);
    assert.ok(value >= least - 1e-15 && (value < most || value === least), `loss[${i}] is ${value}`);
  });
};

function assertSame(
  loss: Candidate,
  call: LossCase,
  other: LossCase,
  place: (n: number) => number,
  relative: number,
): void {
  const [a, b] = [evaluate(loss, call, 'none'), evaluate(loss, other, 'none')];
  a.loss.forEach((x, i) => assertClose(b.loss[i], x, relative * (5 + Math.abs(x)), `loss[${i}]`));
  a.gradient.data.forEach((x, n) => {
    assertClose(b.gradient.data[place(n)], x, relative * (5 + Math.abs(x)), `gradient[${n}]`);
  });
}

/** Another candidate gives the same bits, with and without gradient. */
export function isTheSame(loss: Candidate, other: Candidate, call: LossCase): void {
  for (const reduction of REDUCTIONS)
    assert.deepEqual(evaluate(other, call, reduction), evaluate(loss, call, reduction));
}

/** `out` receives the result, may be the input itself, and nothing else is written to. */
export const respectsItsArguments: Check = (loss, _cases, call) => {
  const before = structuredClone(call);
  for (const reduction of REDUCTIONS) {
    const options = optionsFor(call, reduction);
    const want = loss.withGradient(call.input, call.target, options);
    const out = zeros(call.input.shape);
    assert.equal(loss.withGradient(call.input, call.target, { ...options, out }).gradient, out);
    const input = structuredClone(call.input);
    const inPlace = loss.withGradient(input, call.target, { ...options, out: input });
    assert.deepEqual([out, inPlace], [want.gradient, want]);
    if (!isTensor(want.loss)) continue;
    const losses = zeros(want.loss.shape);
    assert.equal(loss(call.input, call.target, { ...options, out: losses }), losses);
    assert.deepEqual(losses, want.loss);
  }
  assert.deepEqual(call, before, 'the arguments should be left as they were');
};

/** float32 in, float32 out: the float64 result of the same numbers, rounded once. */
export const roundsFloat32Once: Check = (loss, _cases, call) => {
  const to = (x: unknown, dtype: 'float32' | 'float64'): unknown => {
    if (Array.isArray(x)) return dtype === 'float32' ? x.map(Math.fround) : x;
    return isTensor(x) ? convert(x, dtype) : x;
  };
  const narrow = { ...call, input: to(call.input, 'float32') as Tensor, target: to(call.target, 'float32') };
  const wide = {
    ...call,
    input: to(narrow.input, 'float64') as Tensor,
    target: to(narrow.target, 'float64'),
  };
  const [got, want] = [evaluate(loss, narrow, 'none'), evaluate(loss, wide, 'none')];
  assert.equal(got.gradient.dtype, 'float32');
  assert.deepEqual(got.gradient.data, Float32Array.from(want.gradient.data));
  assert.deepEqual(got.loss, [...Float32Array.from(want.loss)]);
  assert.deepEqual(evaluate(loss, narrow, 'mean').loss, evaluate(loss, wide, 'mean').loss);
};

/** A float32 tensor whose scope has ended is refused, as the input, as the target and as the place for the result. */
export const refusesDeadTensors: Check = (loss, _cases, call) => {
  if (call.input.data.length === 0) return;
  const alive = (x: Tensor): Tensor => {
    const copy = zeros(x.shape, { dtype: 'float32' });
    copy.data.set(x.data);
    return copy;
  };
  const dead = (x: Tensor): Tensor => {
    let late = x;
    scope(() => void (late = alive(x)));
    return late;
  };
  const input = alive(call.input);
  const target = isTensor(call.target) ? alive(call.target) : call.target;
  const refused = (what: string, ...[x, y, options]: Parameters<AnyLoss>): void =>
    assert.throws(() => loss.withGradient(x, y, options), { name: 'DomainError', message: /scope/ }, what);
  refused('input', dead(input), target, call.options);
  if (isTensor(target)) refused('target', input, dead(target), call.options);
  refused('out', input, target, { ...call.options, out: dead(input) });
};
