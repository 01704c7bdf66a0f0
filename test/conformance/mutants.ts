import { isTensor, tensor, type Tensor } from '../../src/core';
import type { AnyLoss, bpr } from '../../src/losses';
import type { Implementation, LossName } from './case';

export type Mutant = (ours: Implementation) => Implementation;

type Call = [input: Tensor, target: unknown, options?: Parameters<AnyLoss>[2]];
type Result = ReturnType<AnyLoss['withGradient']>;
type Options = Record<string, unknown> & { reduction?: 'mean' | 'sum' | 'none' };

/** A loss whose calls are changed: `loss` is ours, with options that may be undefined. */
type Change = (
  loss: (input: Tensor, target: unknown, options: Options) => Result,
  input: Tensor,
  target: unknown,
  options: Options,
) => Result;

const changed =
  (name: LossName, change: Change): Mutant =>
  (ours) => {
    const loss = (input: Tensor, target: unknown, options: Options): Result =>
      ours[name].withGradient(input, target, options);
    const withGradient = (...[input, target, options = {}]: Call): Result =>
      change(loss, input, target, options);
    return { ...ours, [name]: { withGradient } };
  };

/** The result with every number of loss and gradient replaced. */
function mapped(x: Result, f: (value: number, other: number) => number, other = x): Result {
  const map = (a: Tensor, b: Tensor): Tensor => ({
    ...a,
    data: a.data.map((value, n) => f(value, b.data[n])),
  });
  const loss =
    isTensor(x.loss) && isTensor(other.loss)
      ? map(x.loss, other.loss)
      : f(Number(x.loss), Number(other.loss));
  return { loss, gradient: map(x.gradient, other.gradient) };
}

const combined = (a: number, x: Result, b: number, y: Result): Result =>
  mapped(x, (left, right) => a * left + b * right, y);
const scaled = (a: number, x: Result): Result => mapped(x, (value) => a * value);

/** `'mean'` divided by the number of rows, where `applies`. */
const overRows = (name: LossName, applies: (options: Options, target: unknown) => boolean): Mutant =>
  changed(name, (loss, z, y, options) => {
    const isMean = (options.reduction ?? 'mean') === 'mean' && options.normalizer === undefined;
    return loss(z, y, isMean && applies(options, y) ? { ...options, normalizer: z.shape[0] } : options);
  });

const without = (name: LossName, option: string): Mutant =>
  changed(name, (loss, z, y, options) => loss(z, y, { ...options, [option]: undefined }));

/** No fault, in the wrapping of the mutants. */
export const UNCHANGED: Mutant = changed('softmaxCrossEntropy', (loss, z, y, options) => loss(z, y, options));

/** Faults that the vectors have to find. Smoothing is linear in ε, the z-loss in its coefficient. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  'smoothing that adds ε instead of ε/K': changed('softmaxCrossEntropy', (loss, z, y, options) => {
    const epsilon = Number(options.labelSmoothing ?? 0);
    if (epsilon === 0) return loss(z, y, options);
    const [plain, uniform] = [0, 1].map((labelSmoothing) => loss(z, y, { ...options, labelSmoothing }));
    return combined(1 - epsilon, plain, epsilon * z.shape[1], uniform);
  }),
  'smoothing by the rule of Megatron': changed('softmaxCrossEntropy', (loss, z, y, options) => {
    const classes = z.shape[1];
    const epsilon = Number(options.labelSmoothing ?? 0);
    const labelSmoothing = classes === 1 ? epsilon : Math.min(1, (epsilon * classes) / (classes - 1));
    return loss(z, y, { ...options, labelSmoothing });
  }),
  'smoothing that the class weights do not reach': changed('softmaxCrossEntropy', (loss, z, y, options) => {
    const epsilon = Number(options.labelSmoothing ?? 0);
    if (epsilon === 0 || options.weight === undefined || options.reduction === 'mean')
      return loss(z, y, options);
    const plain = loss(z, y, { ...options, labelSmoothing: 0 });
    return combined(
      1 - epsilon,
      plain,
      epsilon,
      loss(z, y, { ...options, weight: undefined, labelSmoothing: 1 }),
    );
  }),
  'a weighted mean over N': overRows(
    'softmaxCrossEntropy',
    ({ weight }, y) => !isTensor(y) && weight !== undefined,
  ),
  'a weighted mean over N, in nllLoss': overRows('nllLoss', ({ weight }) => weight !== undefined),
  'a mean over N in spite of sample weights': overRows(
    'softmaxCrossEntropy',
    ({ sampleWeight }) => sampleWeight !== undefined,
  ),
  'ignored rows in the denominator': overRows('softmaxCrossEntropy', ({ weight }) => weight === undefined),
  'ignoreIndex not heeded': without('softmaxCrossEntropy', 'ignoreIndex'),
  'class weights not heeded': without('softmaxCrossEntropy', 'weight'),
  'sample weights not heeded': without('softmaxCrossEntropy', 'sampleWeight'),
  'an empty mean of 0 unasked': changed('softmaxCrossEntropy', (loss, z, y, options) =>
    loss(z, y, { onEmpty: 'zero', ...options }),
  ),
  'a gradient of the mean that is not divided': changed('softmaxCrossEntropy', (loss, z, y, options) => ({
    ...loss(z, y, options),
    gradient: loss(z, y, { ...options, reduction: 'sum', normalizer: undefined }).gradient,
  })),
  'the sign of the gradient flipped': changed('softmaxCrossEntropy', (loss, z, y, options) => {
    const result = loss(z, y, options);
    return { ...result, gradient: scaled(-1, result).gradient };
  }),
  'the z-loss subtracted': changed('softmaxCrossEntropy', (loss, z, y, options) => {
    if (options.zLoss === undefined) return loss(z, y, options);
    return combined(2, loss(z, y, { ...options, zLoss: undefined }), -1, loss(z, y, options));
  }),
  'the soft cap without its slope in the gradient': changed('softmaxCrossEntropy', (loss, z, y, options) => {
    if (options.softcap === undefined) return loss(z, y, options);
    const c = Number(options.softcap);
    const data = z.data.map((x) => (x === -Infinity ? x : c * Math.tanh(x / c)));
    return loss({ ...z, data }, y, { ...options, softcap: undefined });
  }),
  'probabilities clipped at 10⁻⁷': changed('softmaxCrossEntropy', (loss, z, y, options) => {
    const result = loss(z, y, options);
    return { ...mapped(result, (x) => Math.min(x, -Math.log(1e-7))), gradient: result.gradient };
  }),
  'the loss in bits': changed('softmaxCrossEntropy', (loss, z, y, options) =>
    scaled(1 / Math.LN2, loss(z, y, options)),
  ),
  'a loss in single precision': changed('softmaxCrossEntropy', (loss, z, y, options) => {
    const result = loss(z, y, options);
    return { ...mapped(result, Math.fround), gradient: result.gradient };
  }),
  'posWeight on the negative term': changed('binaryCrossEntropy', (loss, z, y, options) => {
    const target = y as Tensor;
    const flipped = { ...z, data: z.data.map((x) => -x) };
    const result = loss(flipped, { ...target, data: target.data.map((p) => 1 - p) }, options);
    return { ...result, gradient: scaled(-1, result).gradient };
  }),
  'posWeight not heeded': without('binaryCrossEntropy', 'posWeight'),
  'a binary mean over rows instead of logits': overRows('binaryCrossEntropy', () => true),
  'half of the squared error': changed('meanSquaredError', (loss, x, y, options) =>
    scaled(0.5, loss(x, y, options)),
  ),
  'a hinge with its kink at 0': changed('hinge', (loss, s, y, options) => {
    const { data } = y as Tensor;
    return loss({ ...s, data: s.data.map((x, n) => x + (data[n] === 1 ? 1 : -1)) }, y, options);
  }),
  'a mask of lists not heeded': without('listNet', 'mask'),
  'weights of lists not heeded': without('listMle', 'sampleWeight'),
  'lists in rising order': changed('listMle', (loss, s, r, options) => {
    const target = r as Tensor;
    return loss(s, { ...target, data: target.data.map((x) => -x) }, options);
  }),
  'gains that are the relevances': changed('approxNdcg', (loss, s, r, options) => {
    const target = r as Tensor;
    return loss(s, { ...target, data: target.data.map((x) => Math.log2(1 + x)) }, options);
  }),
  'a temperature that multiplies': changed('approxNdcg', (loss, s, r, options) =>
    loss(s, r, { ...options, temperature: 1 / Number(options.temperature ?? 1) }),
  ),
  'ranks after k counted': without('lambdaLoss', 'k'),
  'a gradient of the negatives without their number': changed('bpr', (loss, s, n, options) => {
    const result = loss(s, n, options) as ReturnType<typeof bpr.withGradient>;
    const { data, shape } = result.negativeGradient;
    const negativeGradient = tensor(
      data.map((g) => g * shape[1]),
      { shape },
    );
    return Object.assign(result, { negativeGradient });
  }),
  // It has its options in second place.
  'no calibration': changed('gbce', (loss, s, options) =>
    loss(s, { ...(options as object), calibration: undefined }, {}),
  ),
  'the clip not heeded': without('asymmetric', 'clip'),
  'gammas that have changed places': changed('asymmetric', (loss, z, y, options) =>
    loss(z, y, { ...options, gammaPositive: options.gammaNegative, gammaNegative: options.gammaPositive }),
  ),
  'a soft margin over the sum of classes': changed('multiLabelSoftMargin', (loss, z, y, options) =>
    scaled(z.shape[1], loss(z, y, options)),
  ),
  'labels and other classes exchanged': changed('zlpr', (loss, z, y, options) => {
    const target = y as Tensor;
    return loss(z, { ...target, data: target.data.map((x) => 1 - x) }, options);
  }),
  'half of the pairs': changed('rankNet', (loss, s, r, options) => scaled(0.5, loss(s, r, options))),
  'softmax without subtracting the maximum': (ours) => {
    const softmax = (z: Tensor): Tensor => {
      const e = z.data.map(Math.exp);
      const classes = z.shape[1];
      const total = (n: number): number =>
        Array.from({ length: classes }, (_, k) => e[n - (n % classes) + k]).reduce((a, b) => a + b, 0);
      return tensor(
        e.map((x, n) => x / total(n)),
        { shape: z.shape },
      );
    };
    return { ...ours, softmax: softmax as Implementation['softmax'] };
  },
  'the divergence of q from p': (ours) => {
    const swapped = (p: Tensor, q: Tensor): Tensor => ours.klDivergence(q, p);
    return { ...ours, klDivergence: swapped as Implementation['klDivergence'] };
  },
};

/** Faults of the float32 results alone; the last one shows only in batches that are large enough for the kernel. */
export const FLOAT32_MUTANTS: Readonly<Record<string, Mutant>> = {
  'a float32 gradient that is 16 ulp off': changed('softmaxCrossEntropy', (loss, z, y, options) => {
    const result = loss(z, y, options);
    return z.dtype === 'float64' ? result : mapped(result, (value) => value * (1 + 2 ** -19));
  }),
  'a kernel that forgets its last row': changed('softmaxCrossEntropy', (loss, z, y, options) => {
    const result = loss(z, y, options);
    if (z.data.length >= 512) result.gradient.data.fill(0, z.data.length - z.shape[1]);
    return result;
  }),
};
