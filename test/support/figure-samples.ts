import { rng } from '../../src/core';
import { exp, log } from '../../src/core/special';
import { ALL_FIGURES, type Figure } from '../../src/figures';
import { CHANCE_SAMPLES } from './chance-samples';
import { CONTROL_SAMPLES } from './control-samples';

const grid = (from: number, to: number, n: number): number[] =>
  Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1));
const sigma = (z: number): number => 1 / (1 + exp(-z));
const softmax = (z: readonly number[]): number[] => {
  const e = z.map((value) => exp(value));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((value) => value / sum);
};
const entropy = (p: readonly number[]): number =>
  p.reduce((sum, value) => sum - (value > 0 ? value * log(value) : 0), 0);

const z = grid(-6, 6, 121);
const w = grid(-4, 4, 41);
const bowl = w.map((b) => w.map((a) => 0.3 * a * a + 1.2 * b * b + 0.5 * a * b + 0.1));
const path = (rate: number): { x: number[]; y: number[]; z: number[] } => {
  const out = { x: [] as number[], y: [] as number[], z: [] as number[] };
  let [a, b] = [-3.4, 2.8];
  for (let i = 0; i < 24; i++) {
    out.x.push(a);
    out.y.push(b);
    out.z.push(0.3 * a * a + 1.2 * b * b + 0.5 * a * b + 0.12);
    [a, b] = [a - rate * (0.6 * a + 0.5 * b), b - rate * (2.4 * b + 0.5 * a)];
  }
  return out;
};

/** Blobs of three classes. */
function blobs(): { x: number[]; y: number[]; labels: number[] } {
  const random = rng('blobs');
  const out = { x: [] as number[], y: [] as number[], labels: [] as number[] };
  for (let i = 0; i < 150; i++) {
    const k = i % 3;
    out.x.push([-2, 2, 0][k] + random.normal());
    out.y.push([-1, -1, 2][k] + random.normal());
    out.labels.push(k);
  }
  return out;
}

/** A drawn ring or stroke in 28 × 28 pixels. */
function digit(n: number): Uint8Array {
  const image = new Uint8Array(784);
  for (let i = 0; i < 28; i++) {
    for (let j = 0; j < 28; j++) {
      const [y, x] = [i - 13.5, j - 13.5];
      const far = Math.abs(Math.sqrt(x * x + y * y * (0.6 + 0.05 * n)) - 6 - (n % 4));
      const stroke = n % 3 === 1 ? Math.abs(x + y * 0.2) : far;
      if (stroke < 2.5 && Math.abs(y) < 10) image[i * 28 + j] = 255 - 80 * stroke;
    }
  }
  return image;
}

const cells = { x: grid(-5, 5, 81), y: grid(-4, 5, 73) };
const scores = (x: number, y: number): number[] =>
  softmax([-1.2 * x - 0.6 * y, 1.2 * x - 0.6 * y, 1.6 * y - 0.4]);

/** The arguments of each builder, from small made-up data. */
export const SAMPLES: { [name in keyof typeof ALL_FIGURES]: () => Figure } = {
  bars: () =>
    ALL_FIGURES.bars({
      id: 'bars',
      title: 'Does the joint softmax beat one-vs-rest?',
      caption:
        'On all four data sets it is at least as accurate; the whiskers are standard errors over ten seeds.',
      categories: ['iris', 'penguins 企鹅', 'breast <cancer> & co', 'MNIST'],
      series: [
        { name: 'softmax', values: [0.967, 0.959, 0.951, 0.9215], errors: [0.01, 0.012, 0.009, 0.002] },
        { name: 'one-vs-rest', values: [0.953, 0.942, 0.951, 0.916], errors: [0.012, 0.014, 0.009, 0.002] },
      ],
      yLabel: 'test accuracy',
      yRange: [0, 1.05],
    }),
  confusionMatrix: () =>
    ALL_FIGURES.confusionMatrix({
      id: 'confusion-matrix',
      title: 'Which digits are taken for which?',
      caption: '4 and 9, 3 and 5 are confused most; 0 and 1 hardly ever.',
      counts: Array.from({ length: 10 }, (_, i) =>
        Array.from({ length: 10 }, (_, j) =>
          i === j ? 930 + 11 * i : (i * 7 + j * 3) % 11 === 0 ? 23 : (i + j) % 4,
        ),
      ),
    }),
  curves: () =>
    ALL_FIGURES.curves({
      id: 'curves',
      title: 'How is a wrong prediction priced, and where does the price stop growing? 价格如何随预测变化？',
      caption:
        'The logistic loss grows linearly with the margin’s size, the squared loss of the probability saturates at 1: its gradient vanishes where the prediction is most wrong. 对数损失随错误程度线性增长，而平方损失饱和：预测错得最离谱的地方，梯度反而消失。',
      x: z,
      curves: [
        { name: '0–1', y: z.map((v) => (v < 0 ? 1 : 0)) },
        { name: 'squared (1 − σ)²', y: z.map((v) => (1 - sigma(v)) * (1 - sigma(v))) },
        { name: 'logistic −log σ(z) 对数损失', y: z.map((v) => -log(sigma(v))) },
        { name: 'hinge', y: z.map((v) => Math.max(0, 1 - v)) },
      ],
      xLabel: 'margin y·z (∂ℓ/∂zᵢ ≤ 1, ∑ₖ pₖ = 1, √τ → ∞, −σ)',
      yLabel: 'loss ℓ 损失',
      verticals: [{ at: 0, label: 'threshold' }],
      horizontals: [{ at: 1, label: 'price of one error' }],
      notes: [{ x: -4, y: 4.018, text: 'linear: slope −1', dx: 60, dy: -20 }],
    }),
  decisionRegions: () =>
    ALL_FIGURES.decisionRegions({
      id: 'decision-regions',
      title: 'What do the regions of a softmax classifier look like?',
      caption: 'Convex polygons: their borders are straight, whatever the temperature.',
      ...cells,
      classes: cells.y.map((y) => cells.x.map((x) => scores(x, y).indexOf(Math.max(...scores(x, y))))),
      confidence: cells.y.map((y) => cells.x.map((x) => Math.max(...scores(x, y)))),
      classNames: ['Adélie', 'Chinstrap', 'Gentoo'],
      points: blobs(),
      xLabel: 'bill length (standardised)',
      yLabel: 'bill depth (standardised)',
    }),
  functionWithGradient: () =>
    ALL_FIGURES.functionWithGradient({
      id: 'function-with-gradient',
      title: 'Where does the gradient of the loss vanish?',
      caption: 'For the squared error on both sides; for cross-entropy only where the answer is right.',
      x: z,
      functions: [
        { name: 'cross-entropy', y: z.map((v) => -log(sigma(v))), gradient: z.map((v) => sigma(v) - 1) },
        {
          name: 'squared error',
          y: z.map((v) => (1 - sigma(v)) * (1 - sigma(v))),
          gradient: z.map((v) => -2 * (1 - sigma(v)) * (1 - sigma(v)) * sigma(v)),
        },
      ],
      tangentsAt: [-3, 2],
      xLabel: 'logit z',
      yLabel: 'loss',
      gradientLabel: '∂ℓ/∂z',
    }),
  heatMap: () =>
    ALL_FIGURES.heatMap({
      id: 'heat-map',
      title: 'What does the Jacobian of softmax look like?',
      caption: 'diag p − ppᵀ: positive on the diagonal, negative elsewhere, every row sums to zero.',
      values: [0.1, 0.2, 0.3, 0.4].map((a, i) =>
        [0.1, 0.2, 0.3, 0.4].map((b, j) => (i === j ? a : 0) - a * b),
      ),
      rowNames: ['p₁', 'p₂', 'p₃', 'p₄'],
      columnNames: ['z₁', 'z₂', 'z₃', 'z₄'],
      scale: 'diverging',
      valueLabel: '∂pᵢ/∂zⱼ',
    }),
  imageGrid: () =>
    ALL_FIGURES.imageGrid({
      id: 'image-grid',
      title: 'Which digits is the model sure of, and wrong?',
      caption: 'Above each: the label, and what the model takes it for. 标签 → 预测。',
      images: Array.from({ length: 20 }, (_, n) => digit(n)),
      titles: Array.from({ length: 20 }, (_, n) => `${n % 10} → ${(n * 7 + 1) % 10}`),
      range: [0, 255],
    }),
  lossContour: () =>
    ALL_FIGURES.lossContour({
      id: 'loss-contour',
      title: 'Which way does each optimiser take?',
      caption: 'A small rate creeps along the valley; a large one jumps across it, then both arrive.',
      x: w,
      y: w,
      z: bowl,
      paths: [
        { name: 'rate 0.1', ...path(0.1) },
        { name: 'rate 0.7', ...path(0.7) },
      ],
      minimum: [0, 0],
      logLevels: true,
      xLabel: 'w₁',
      yLabel: 'w₂',
    }),
  lossSurface: () =>
    ALL_FIGURES.lossSurface({
      id: 'loss-surface',
      title: 'Is the loss a bowl?',
      caption: 'Yes: the cross-entropy of a linear model is convex, so every path ends at the same place.',
      x: w,
      y: w,
      z: bowl,
      paths: [{ name: 'gradient descent', ...path(0.1) }],
      xLabel: 'w₁',
      yLabel: 'w₂',
    }),
  pictureGrid: () =>
    ALL_FIGURES.pictureGrid({
      id: 'picture-grid',
      title: 'Which pictures does the network mistake?',
      caption: 'Above each: the label, and what the network takes it for. 标签 → 预测。',
      pictures: Array.from({ length: 12 }, (_, n) => ({
        pixels: Uint8Array.from({ length: 3 * 32 * 32 }, (_, i) => {
          const [x, y] = [Math.floor(i / 3) % 32, Math.floor(i / 96)];
          return i % 3 === n % 3 ? 255 - 4 * Math.abs(x - 2 * n) : 4 * (i % 3 === 1 ? y : x);
        }),
        height: 32,
        width: 32,
      })),
      titles: Array.from({ length: 12 }, (_, n) => `cat → ${['dog', 'frog', 'deer'][n % 3]}`),
    }),
  reliabilityDiagram: () => {
    const lower = grid(0, 0.9, 10);
    return ALL_FIGURES.reliabilityDiagram({
      id: 'reliability-diagram',
      title: 'When the model says 80 %, is it right in 80 % of the cases?',
      caption:
        'Almost: it is slightly over-confident in the middle; the expected calibration error is 0.031.',
      bins: {
        lower,
        upper: lower.map((low) => low + 0.1),
        count: [0, 0, 12, 40, 90, 130, 210, 380, 900, 5200],
        confidence: [NaN, NaN, 0.26, 0.36, 0.45, 0.55, 0.65, 0.75, 0.86, 0.985],
        accuracy: [NaN, NaN, 0.2, 0.3, 0.36, 0.47, 0.57, 0.7, 0.83, 0.98],
        interval: [[NaN, NaN], [NaN, NaN], [0.05, 0.52], [0.18, 0.45], [0.27, 0.46], [0.39, 0.56], [0.5, 0.63], [0.65, 0.74], [0.8, 0.85], [0.976, 0.983]], // prettier-ignore
        expectedCalibrationError: 0.031,
        maximumCalibrationError: 0.09,
      },
    });
  },
  scatter: () => {
    const { x, y, labels } = blobs();
    return ALL_FIGURES.scatter({
      id: 'scatter',
      title: 'Can two measurements of the bill tell the species apart?',
      caption: 'Mostly: the clouds overlap where long bills are shallow.',
      groups: ['Adélie', 'Chinstrap', 'Gentoo'].map((name, k) => ({
        name,
        x: x.filter((_, i) => labels[i] === k),
        y: y.filter((_, i) => labels[i] === k),
      })),
      xLabel: 'bill length (standardised)',
      yLabel: 'bill depth (standardised)',
      equalAspect: true,
    });
  },
  simplex: () => {
    const taus = grid(0.15, 8, 40);
    return ALL_FIGURES.simplex({
      id: 'simplex',
      title: 'Where does temperature move a distribution?',
      caption:
        'From the corner of the largest logit to the centre; the colour is the entropy in nats. 温度越高越接近均匀分布。',
      classNames: ['cat 猫', 'dog 狗', 'bird 鸟'],
      field: { name: 'entropy', value: (p) => entropy(p) },
      paths: [{ name: 'τ from 0.15 to 8', p: taus.map((tau) => softmax([2 / tau, 1 / tau, 0])) }],
      points: [
        {
          name: 'predictions',
          p: [
            [0.2, 0.2, 0.6],
            [0.1, 0.8, 0.1],
          ],
          labels: ['p', 'q'],
        },
      ],
      arrows: {
        from: [
          [0.2, 0.2, 0.6],
          [0.1, 0.8, 0.1],
        ],
        step: [
          [0.2, -0.05, -0.15],
          [0.22, -0.2, -0.02],
        ],
      },
    });
  },
  trainingCurves: () =>
    ALL_FIGURES.trainingCurves({
      id: 'training-curves',
      title: 'Does the model overfit?',
      caption: 'The training loss keeps falling; on validation images it turns after epoch 8.',
      loss: {
        training: grid(1, 20, 20).map((t) => 0.9 / t + 0.1),
        validation: grid(1, 20, 20).map((t) => 0.9 / t + 0.15 + 0.006 * t),
      },
      accuracy: {
        training: grid(1, 20, 20).map((t) => 1 - 0.25 / t),
        validation: grid(1, 20, 20).map((t) => 0.94 - 0.2 / t),
      },
      bestEpoch: 8,
    }),
  ...CHANCE_SAMPLES,
  ...CONTROL_SAMPLES,
};
