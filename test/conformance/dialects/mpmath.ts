import { tensor, type Tensor } from '../../../src/core';
import type { losses } from '../../../src';
import type { Answer, Case, Implementation } from '../case';
import { run, type Dialect } from './dialect';

/** Not a framework, but the papers' formulas in 80 digits; the options are ours in snake case. */
export const mpmath: Dialect = {
  answer(test, ours) {
    const { logits, y, options } = test;
    const { reduction, temperature, k, clip } = options;
    const lists = { mask: test.optional('mask'), sampleWeight: test.optional('sample_weight'), reduction };
    const weighted = { weight: test.optional('weight'), reduction };
    switch (test.call) {
      case 'focal': {
        const alpha = options.alpha === 'classWeights' ? test.array('classWeights') : options.alpha;
        return run(ours.focal, logits, y, { gamma: options.gamma, alpha, reduction });
      }
      case 'generalizedCrossEntropy':
        return run(ours.generalizedCrossEntropy, logits, y, { ...weighted, q: options.q });
      case 'poly':
        return run(ours.poly, logits, y, { ...weighted, epsilon: options.epsilon });
      case 'symmetricCrossEntropy':
        return run(ours.symmetricCrossEntropy, logits, y, {
          ...weighted,
          alpha: options.alpha,
          beta: options.beta,
          logZero: options.log_zero,
        });
      case 'confidencePenalty':
        return run(ours.confidencePenalty, logits, y, { ...weighted, beta: options.beta });
      case 'binaryFocal':
        return run(ours.binaryFocal, logits, y, { gamma: options.gamma, alpha: options.alpha, reduction });
      case 'listNet':
        return run(ours.listNet, logits, y, lists);
      case 'listMle':
        return run(ours.listMle, logits, y, lists);
      case 'rankNet':
        return run(ours.rankNet, logits, y, lists);
      case 'approxNdcg':
        return run(ours.approxNdcg, logits, y, { ...lists, temperature });
      case 'lambdaLoss':
        return run(ours.lambdaLoss, logits, y, { ...lists, k });
      case 'zlpr':
        return run(ours.zlpr, logits, y, { reduction });
      case 'asymmetric':
        return run(ours.asymmetric, logits, y, {
          gammaPositive: options.gamma_positive,
          gammaNegative: options.gamma_negative,
          clip,
          reduction,
        });
      case 'bpr':
        return pairwise(test, ours);
      case 'gbce':
        return run(ours.gbce, logits, {
          samplingRate: options.sampling_rate,
          calibration: options.calibration,
          reduction,
        });
      case 'squaredHinge':
        return run(ours.squaredHinge, logits, y, { reduction });
      default:
        return labelled(test, ours);
    }
  },
  isLossy: ({ call }) => MOVED.has(call), // ours: the moved logits are rounded
  differences: [],
};

const MOVED = new Set(['logitAdjustment', 'balancedSoftmax', 'ldam', 'cosFace', 'arcFace']);

/** Rows of classes with one label each. */
function labelled(test: Case, ours: Implementation): Answer {
  const { logits, y, options, call } = test;
  const ofCosines = call === 'cosFace' || call === 'arcFace';
  const { data, shape } = test.array('direction');
  const input = ofCosines ? tensor(data.map((x) => (x * 7) / 16), { shape }) : logits; // prettier-ignore
  return run(ours[call as 'crammerSinger'], input, y, {
    weight: test.optional('weight'),
    sampleWeight: test.optional('sample_weight'),
    classCounts: test.optional('class_counts'),
    tau: options.tau,
    maxMargin: options.max_margin,
    margin: options.margin,
    scale: options.scale,
    reduction: options.reduction,
  });
}

/** The first score of a row is that of its positive item. */
function pairwise({ logits, rows, classes, options }: Case, ours: Implementation): Answer {
  const columns = (from: number, to: number, shape: number[]): Tensor =>
    tensor(
      logits.data.filter((_, n) => n % classes >= from && n % classes < to),
      { shape },
    );
  const bpr = ours.bpr as typeof losses.bpr;
  const { loss, gradient, negativeGradient } = bpr.withGradient(
    columns(0, 1, [rows]),
    columns(1, classes, [rows, classes - 1]),
    options as { reduction?: losses.Reduction },
  );
  return {
    value: typeof loss === 'number' ? [loss] : loss.data,
    gradient: logits.data.map((_, n) => {
      const [i, k] = [Math.floor(n / classes), n % classes];
      return k === 0 ? gradient.data[i] : negativeGradient.data[i * (classes - 1) + k - 1];
    }),
  };
}
