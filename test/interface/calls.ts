import * as lab from '../../src';
import { losses, metrics, nn, optim, rng, tensor, torch, train, type Tensor } from '../../src';
import { matrix, type Call } from './call';
import { LAYER_CALLS } from './layer-calls';
import { callsOfLosses } from './loss-calls';
import { LARGE_VOCAB, OUTPUT_LAYERS } from './large-vocab-calls';
import { RANKING } from './ranking-calls';
import { RECOMMENDERS } from './recommender-calls';
import { SAMPLER_METHODS, SAMPLING } from './sampling-calls';
import { FUNCTIONS_OF_TEXT, METHODS_OF_TEXT } from './text-calls';
import { WORD_VECTORS } from './word-vector-calls';

const square = (): Tensor =>
  tensor([
    [4, 1, 0],
    [1, 3, 1],
    [0, 1, 2],
  ]);
const probabilities = (): Tensor =>
  tensor([
    [0.5, 0.25, 0.25],
    [0.125, 0.75, 0.125],
  ]);
const bits = (): Tensor =>
  tensor([
    [0, 1, 1],
    [1, 0, 0],
  ]);
const labels = (): Tensor => tensor([0, 2]);
const data = () => ({ features: matrix(), labels: labels() });
const model = () => nn.linear(3, 3, { rng: rng(1) });
const problem = () => ({
  f: ([x]: ArrayLike<number> & Iterable<number>) => x * x,
  gradient: ([x]: ArrayLike<number> & Iterable<number>) => [2 * x],
  hessian: () => tensor([[2]]),
});
const parentsOf = (id: string) => (id === 'top' ? [] : ['top']);
const hierarchy = () => metrics.classHierarchy(['a', 'b', 'c'], parentsOf);
const named = () => ({ weight: tensor([1, 2]) });
const torchModel = () => {
  torch.manual_seed(1);
  return torch.nn.Linear(3, 3, { dtype: 'float64' });
};
const fitOptions = () => ({
  model: model(),
  loss: losses.softmaxCrossEntropy,
  optimizer: optim.sgd({ learningRate: 0.1 }),
  data: data(),
  epochs: 1,
  rng: rng(1),
});

/** By path. */
const FUNCTIONS: Record<string, () => unknown[]> = {
  ...callsOfLosses(),
  ...FUNCTIONS_OF_TEXT,
  ...WORD_VECTORS,
  tensor: () => [[1, 2], { shape: [2, 1] }],
  zeros: () => [[2], { dtype: 'float32' }],
  convert: () => [matrix(), 'float32'],
  rng: () => [1],
  ...Object.fromEntries(
    [
      'sigmoid',
      'sigmoidDerivative',
      'logSigmoid',
      'logSigmoidDerivative',
      'softplus',
      'softplusDerivative',
    ].map((name) => [`math.${name}`, () => [matrix()]]),
  ),
  ...Object.fromEntries(
    ['cos', 'exp', 'expm1', 'log', 'log1p', 'sin', 'tanh'].map((name) => [`math.${name}`, () => [0.5]]),
  ),
  'math.pow': () => [2, 3],
  'math.complex': () => [1, 2],
  'math.softmax': () => [matrix(), { temperature: 2 }],
  'math.sparsemax': () => [matrix(), { temperature: 2 }],
  'math.entmax15': () => [matrix(), { mask: [1, 1, 0] }],
  'math.samplingDistribution': () => [matrix(), { topK: 2 }],
  'math.categorical': () => [matrix(), { rng: rng(1) }],
  'math.logSoftmax': () => [matrix(), {}],
  'math.logSumExp': () => [matrix(), {}],
  'math.softmaxWithBound': () => [matrix(), {}],
  'math.logSumExpWithBound': () => [matrix(), {}],
  'math.softmaxJvp': () => [probabilities(), matrix()],
  'math.softmaxJacobian': () => [tensor([0.25, 0.75])],
  'math.entropy': () => [probabilities()],
  'math.entropyGradient': () => [probabilities()],
  ...Object.fromEntries(
    ['crossEntropy', 'crossEntropyGradient', 'klDivergence', 'klDivergenceGradient'].map((name) => [
      `math.${name}`,
      () => [probabilities(), tensor(probabilities().data.slice().reverse(), { shape: [2, 3] })],
    ]),
  ),
  'math.gradCheck': () => [
    (z: Tensor) => losses.softmaxCrossEntropy(z, [0, 2]),
    matrix(),
    losses.softmaxCrossEntropy.withGradient(matrix(), [0, 2]).gradient,
    {},
  ],
  'math.symmetricEigenvalues': () => [square()],

  'losses.softmaxCrossEntropy': () => [matrix(), labels(), { weight: tensor([1, 2, 3]) }],
  'losses.softmaxCrossEntropy.withGradient': () => [matrix(), probabilities(), { reduction: 'none' }],
  'losses.nllLoss': () => [matrix(), labels(), { sampleWeight: tensor([1, 2]) }],
  'losses.nllLoss.withGradient': () => [matrix(), labels(), { reduction: 'sum' }],
  'losses.binaryCrossEntropy': () => [matrix(), probabilities(), { weight: probabilities() }],
  'losses.binaryCrossEntropy.withGradient': () => [matrix(), bits(), { posWeight: tensor([1, 2, 3]) }],
  'losses.meanSquaredError.withGradient': () => [tensor([1, 2]), tensor([0.1, 4]), { reduction: 'none' }],
  'losses.bpr': () => [tensor([1, 2]), bits(), { reduction: 'none' }],
  'losses.bpr.withGradient': () => [tensor([1, 2]), bits(), {}],
  'losses.gbce': () => [matrix(), { samplingRate: 0.5, reduction: 'none' }],
  'losses.gbce.withGradient': () => [matrix(), { samplingRate: 0.5, calibration: 1 }],
  'losses.listNet': () => [matrix(), bits(), { mask: bits(), sampleWeight: tensor([1, 2]) }],
  'losses.listNet.withGradient': () => [matrix(), bits(), { mask: bits(), reduction: 'none' }],
  'losses.approxNdcg': () => [matrix(), bits(), { temperature: 2 }],
  'losses.lambdaLoss': () => [matrix(), bits(), { k: 2 }],
  'losses.asymmetric': () => [matrix(), bits(), { clip: 0.1, weight: tensor([1, 2, 3]) }],
  'losses.squaredHinge': () => [matrix(), bits(), {}],
  'losses.crammerSinger': () => [matrix(), labels(), { weight: tensor([1, 2, 3]) }],
  'losses.westonWatkins.withGradient': () => [matrix(), labels(), { sampleWeight: tensor([1, 2]) }],
  'losses.logitAdjustment': () => [matrix(), labels(), { classCounts: tensor([90, 9, 1]), tau: 0.5 }],
  'losses.logitAdjustment.withGradient': () => [matrix(), labels(), { classCounts: [90, 9, 1] }],
  'losses.balancedSoftmax.withGradient': () => [matrix(), labels(), { classCounts: tensor([90, 9, 1]) }],
  'losses.balancedSoftmax': () => [matrix(), labels(), { classCounts: [90, 9, 1] }],
  'losses.ldam': () => [matrix(), labels(), { classCounts: tensor([90, 9, 1]), reduction: 'none' }],
  'losses.ldam.withGradient': () => [matrix(), labels(), { classCounts: [90, 9, 1], scale: 2 }],
  'losses.cosFace': () => [probabilities(), labels(), { margin: 0.25 }],
  'losses.cosFace.withGradient': () => [probabilities(), labels(), {}],
  'losses.arcFace.withGradient': () => [probabilities(), labels(), { weight: tensor([1, 2, 3]) }],
  'losses.arcFace': () => [probabilities(), labels(), { scale: 8 }],
  'losses.classBalancedWeights': () => [tensor([90, 9, 1]), { beta: 0.99 }],
  'losses.sparsemaxLoss': () => [matrix(), labels(), { weight: tensor([1, 2, 3]) }],
  'losses.sparsemaxLoss.withGradient': () => [matrix(), labels(), { sampleWeight: tensor([1, 2]) }],
  'losses.entmax15Loss': () => [matrix(), labels(), { ignoreIndex: 0 }],
  'losses.entmax15Loss.withGradient': () => [matrix(), labels(), { reduction: 'none' }],
  'losses.binaryFocal': () => [matrix(), bits(), { gamma: 1, alpha: 0.5, weight: tensor([1, 2, 3]) }],
  'losses.confidencePenalty': () => [matrix(), labels(), { beta: 0.5, weight: tensor([1, 2, 3]) }],
  'losses.focal': () => [matrix(), labels(), { gamma: 1, alpha: tensor([1, 2, 3]) }],
  'losses.focal.withGradient': () => [matrix(), labels(), { sampleWeight: tensor([1, 2]) }],
  'losses.generalizedCrossEntropy': () => [matrix(), labels(), { q: 0.5, reduction: 'none' }],
  'losses.poly': () => [matrix(), labels(), { epsilon: 2, ignoreIndex: -1 }],
  'losses.symmetricCrossEntropy': () => [matrix(), labels(), { alpha: 1, beta: 0.5, logZero: -6 }],
  'losses.explain': () => [matrix(), labels(), { labelSmoothing: 0.1 }],
  'losses.softmaxCrossEntropyHvp': () => [matrix(), labels(), probabilities(), {}],
  'losses.defineLoss': () => [{ name: `loss ${count++}`, options: [], prepare: () => ({}) }],
  ...LARGE_VOCAB,
  ...RECOMMENDERS,
  ...SAMPLING,
  'nn.matmul': () => [matrix(), square()],
  'nn.matmulTransposedLeft': () => [matrix(), bits()],
  'nn.matmulTransposedRight': () => [matrix(), square()],
  'nn.parameterGradients': () => [model(), matrix(), matrix()],
  'nn.stateOf': () => [model()],
  'nn.squeezenetLayers': () => [{ rng: rng(1), dtype: 'float64' }],
  'nn.initializers.zeros': () => [2, 3, { dtype: 'float32' }],
  'nn.initializers.he': () => [2, 3, { rng: rng(1) }],
  'nn.initializers.glorot': () => [2, 3, { rng: rng(1) }],
  'nn.initializers.normal': () => [0.5],

  'optim.sgd': () => [{ learningRate: 0.1 }],
  'optim.adam': () => [{ learningRate: 0.1 }],
  'optim.adamW': () => [{ learningRate: 0.1 }],
  'optim.muon': () => [{ learningRate: 0.1 }],
  'optim.clipGradientNorm': () => [named(), 1],
  'optim.gradientDescent': () => [problem(), tensor([1]), { learningRate: 0.25 }],
  'optim.newton': () => [problem(), tensor([1]), {}],
  'optim.lbfgs': () => [problem(), tensor([1]), { history: 5 }],
  'optim.leastSquares': () => [square(), tensor([[1], [2], [4]]), { ridge: 1 }],
  'optim.stepSchedule': () => [{ learningRate: 0.1, every: 2 }],
  'optim.oneCycleSchedule': () => [{ learningRate: 0.1, epochs: 2 }],
  'optim.cosineSchedule': () => [{ learningRate: 0.1, epochs: 2 }],

  'metrics.accuracy': () => [matrix(), labels()],
  'metrics.argmax': () => [matrix()],
  'metrics.topKAccuracy': () => [matrix(), labels(), 2],
  'metrics.confusionMatrix': () => [matrix(), labels(), { classes: 3 }],
  'metrics.precisionRecallF1': () => [labels(), labels(), {}],
  'metrics.brierScore': () => [probabilities(), labels()],
  'metrics.negativeLogLikelihoodFromProbabilities': () => [probabilities(), labels()],
  'metrics.negativeLogLikelihoodFromLogits': () => [matrix(), labels()],
  'metrics.reliabilityDiagram': () => [probabilities(), labels(), { bins: 2 }],
  'metrics.expectedCalibrationError': () => [probabilities(), labels(), { bins: 2 }],
  'metrics.maximumCalibrationError': () => [probabilities(), labels(), { bins: 2 }],
  'metrics.classwiseExpectedCalibrationError': () => [probabilities(), labels(), { bins: 2 }],
  'metrics.smoothExpectedCalibrationError': () => [probabilities(), labels()],
  'metrics.brierDecomposition': () => [probabilities(), labels(), { binning: 'mass' }],
  'metrics.rocCurve': () => [tensor([0.5, 0.75]), tensor([0, 1])],
  'metrics.rocAuc': () => [tensor([0.5, 0.75]), tensor([0, 1])],
  'metrics.perplexity': () => [matrix(), labels()],
  'metrics.bits': () => [0.5],
  'metrics.spearmanCorrelation': () => [tensor([1, 2, 4]), tensor([2, 1, 3])],
  'metrics.bootstrap': () => [3, (items: Int32Array) => items[0], { rng: rng(1), resamples: 9 }],
  'metrics.meanInterval': () => [tensor([1, 2, 4]), { level: 0.9 }],
  'metrics.studentQuantile': () => [0.975, 3],
  'metrics.classHierarchy': () => [['a', 'b'], parentsOf],
  'metrics.nodeProbabilities': () => [hierarchy(), probabilities()],
  'metrics.hedge': () => [hierarchy(), probabilities(), 0.5],
  'metrics.commonAncestor': () => [hierarchy(), 0, 1],
  ...RANKING,

  'train.fit': () => [fitOptions()],
  'train.evaluate': () => [{ model: model(), loss: losses.softmaxCrossEntropy, data: data() }],
  'train.predict': () => [model(), matrix(), { batchSize: 1 }],
  'train.scoreTokens': () => [nn.embedding(4, 4, { rng: rng(1) }), [0, 1, 2], { length: 1 }],
  'train.windows': () => [[0, 1, 2], { length: 2 }],
  'train.fingerprint': () => [model()],
  'train.saveModel': () => [model()],
  'train.loadModel': () => [model(), train.saveModel(model())],
  'train.temperatureScaling': () => [tensor([[1, 0, 0], [0, 1, 0]]), tensor([0, 0])], // prettier-ignore
  'train.vectorScaling': () => [tensor([[1, 0], [1, 0], [0, 1], [0, 1]]), tensor([0, 1, 1, 0])], // prettier-ignore
  'train.isotonicRegression': () => [
    tensor([1, 2, 4]),
    tensor([0, 1, 1]),
    { sampleWeight: tensor([1, 2, 1]) },
  ],
  'train.softmaxRegression': () => [{ features: square(), labels: tensor([0, 1, 2]) }, { penalty: 1 }],

  'torch.tensor': () => [matrix(), { dtype: 'float64' }],
  'torch.manual_seed': () => [1],
  'torch.no_grad': () => [() => 1],
  'torch.nn.Linear': () => [3, 2, { dtype: 'float64' }],
  'torch.nn.Sequential': () => [torchModel(), torch.nn.ReLU()],
  'torch.nn.ReLU': () => [],
  'torch.nn.Dropout': () => [0.5],
  'torch.nn.Softmax': () => [1],
  'torch.nn.LogSoftmax': () => [1],
  'torch.nn.CrossEntropyLoss': () => [{ label_smoothing: 0.1 }],
  'torch.nn.NLLLoss': () => [{}],
  'torch.nn.BCEWithLogitsLoss': () => [{}],
  'torch.optim.SGD': () => [torchModel().parameters(), { lr: 0.1 }],
  'torch.optim.Adam': () => [torchModel().parameters(), { lr: 0.1 }],

  'datasets.oneHot': () => [labels(), 3, { dtype: 'float32' }],
};
let count = 0;

/** Methods of what a function returns. */
const METHODS: Call[] = [
  ...Object.entries<() => unknown[]>({
    integer: () => [3],
    shuffle: () => [[1, 2]],
    permutation: () => [3],
    choice: () => [[1, 2], {}],
    normals: () => [[2], { dtype: 'float32' }],
    uniforms: () => [[2], { dtype: 'float32' }],
    split: () => ['a'],
  }).map(([name, args]) => ({
    name: `rng > ${name}`,
    run: (...given: unknown[]) => (rng(1) as unknown as Record<string, Call['run']>)[name](...given),
    args,
  })),
  ...LAYER_CALLS,
  ...OUTPUT_LAYERS,
  ...SAMPLER_METHODS,
  ...METHODS_OF_TEXT,
  {
    name: 'optim.logisticObjective',
    run: (...given) => optim.logisticObjective(...(given as [Tensor, Tensor])).gradient(new Float64Array(4)),
    args: () => [matrix(), tensor([0, 1]), { penalty: 1 }],
  },
  {
    name: 'optim.sgd > step',
    run: (...given) => {
      optim.sgd({ learningRate: 1 }).step(...(given as [never, never]));
      return given[0];
    },
    args: () => [named(), named()],
  },
  {
    name: 'optim.leastSquares > predict',
    run: (x) => optim.leastSquares(square(), tensor([[1], [2], [4]]), { ridge: 1 }).predict(x as Tensor),
    args: () => [square()],
  },
  {
    name: 'train.isotonicRegression > predict',
    run: (x) => train.isotonicRegression([1, 2], [0, 1]).predict(x as Tensor),
    args: () => [tensor([1.5])],
  },
  { name: 'torch.nn.Linear > call', run: (x) => torchModel()(x as Tensor), args: () => [matrix()] },
  {
    name: 'torch.nn.Linear > load_state_dict',
    run: (state) => torchModel().load_state_dict(state as never),
    args: () => [torchModel().state_dict()],
  },
  {
    name: 'torch.nn.CrossEntropyLoss > call',
    run: (x, y) => torch.nn.CrossEntropyLoss()(x as Tensor, y as number[]),
    args: () => [matrix(), labels()],
  },
];

function find(path: string): Call['run'] {
  return path
    .split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], lab) as Call['run'];
}

export const CALLS: readonly Call[] = [
  ...Object.entries(FUNCTIONS).map(([name, args]) => ({ name, run: find(name), args })),
  ...METHODS,
];
