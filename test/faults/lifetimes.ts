import * as lab from '../../src';
import { dead, useOf, type Dead } from '../support/dead-tensors';
import type { Fault } from './fault';

const { datasets, figures, largeVocab, losses, math, metrics, nn, optim, python, rng } = lab;
const { show, table, tensor, torch, train, wasm, zeros } = lab;
type Tensor = lab.Tensor;

/** Few numbers, which plain loops read, and many, which the kernels do. */
const MATRIX = [[2, 2], [64, 32]]; // prettier-ignore
const VECTOR = [[4], [2048]];
const SQUARE = [[2, 2], [48, 48]]; // prettier-ignore
const IMAGES = [[1, 2, 2, 1], [2, 32, 32, 1]]; // prettier-ignore

const labels = ({ shape }: Tensor): Int32Array => Int32Array.from({ length: shape[0] }, (_, i) => i % 2);
const halves = ({ shape }: Tensor): Tensor => {
  const x = zeros(shape, { dtype: 'float32' });
  x.data.fill(0.5);
  return x;
};
const dataset = (features: Tensor) => ({
  ...datasets.xor({ rng: rng(1), rows: 8 }),
  features,
  labels: labels(features),
});
const linear = ({ shape }: Tensor) => nn.linear(shape[1], 2, { rng: rng(1), dtype: 'float32' });
const holding = (weight: Tensor): ReturnType<typeof linear> => ({
  ...linear(weight),
  parameters: { weight, bias: tensor([0, 0], { dtype: 'float32' }) },
});
const hierarchy = ({ shape }: Tensor) =>
  metrics.classHierarchy(
    Array.from({ length: shape[1] }, (_, i) => String(i)),
    (id) => (id === 'top' ? [] : ['top']),
  );
const images = ({ shape: [rows, channels] }: Tensor): Tensor =>
  zeros([rows, 2, 2, channels], { dtype: 'float32' });
const backward = <C>(layer: lab.nn.Layer<C>, late: Tensor, living: Tensor): unknown =>
  layer.backward(layer.forward(living)[1], late);

type Use = (late: Tensor, living: Tensor) => unknown;

/** A use of a dead tensor by each function that takes one. */
const USES: Record<string, Use | [Use, readonly (readonly number[])[]]> = {
  'losses.softmaxCrossEntropy': (x) => losses.softmaxCrossEntropy(x, labels(x)),
  'losses.softmaxCrossEntropy.withGradient': (x) => losses.softmaxCrossEntropy.withGradient(x, labels(x)),
  'losses.softmaxCrossEntropy, probabilities': (x, y) => losses.softmaxCrossEntropy(y, x),
  'losses.softmaxCrossEntropy, out': (x, y) =>
    losses.softmaxCrossEntropy.withGradient(halves(y), labels(y), { out: x }),
  'losses.softmaxCrossEntropyHvp': (x, y) => losses.softmaxCrossEntropyHvp(y, labels(y), x),
  'losses.explain': (x) => losses.explain(x, labels(x)),
  'losses.nllLoss': (x) => losses.nllLoss(x, labels(x)),
  'losses.nllLoss, out': (x, y) =>
    losses.nllLoss.withGradient(math.logSoftmax(halves(y)), labels(y), { out: x }),
  'losses.hinge': [(x) => losses.hinge(x, Array(x.shape[0]).fill(1) as number[]), VECTOR],
  'losses.hinge, out': [
    (x, y) => losses.hinge.withGradient(halves(y), Array(x.shape[0]).fill(1) as number[], { out: x }),
    VECTOR,
  ],
  'losses.binaryCrossEntropy': (x, y) => losses.binaryCrossEntropy(x, halves(y)),
  'losses.binaryCrossEntropy, target': (x, y) => losses.binaryCrossEntropy(y, x),
  'losses.binaryCrossEntropy, out': (x, y) =>
    losses.binaryCrossEntropy.withGradient(halves(y), halves(y), { out: x }),
  'losses.meanSquaredError': (x, y) => losses.meanSquaredError(x, halves(y)),
  'losses.meanSquaredError, target': (x, y) => losses.meanSquaredError(halves(y), x),
  'losses.meanSquaredError, out': (x, y) =>
    losses.meanSquaredError.withGradient(halves(y), halves(y), { out: x }),
  'losses.meanSquaredError, out of each': (x, y) =>
    losses.meanSquaredError(halves(y), halves(y), { reduction: 'none', out: x }),
  'largeVocab.linearCrossEntropy': (x) =>
    largeVocab.linearCrossEntropy(x, zeros([x.shape[1], 2], { dtype: 'float32' }), labels(x)),
  'largeVocab.linearCrossEntropy, weight': (x, y) =>
    largeVocab.linearCrossEntropy(zeros([1, y.shape[0]], { dtype: 'float32' }), x, [0]),
  'math.softmax': (x) => math.softmax(x),
  'math.samplingDistribution': (x) => math.samplingDistribution(x),
  'math.categorical': (x) => math.categorical(x, { rng: rng(1) }),
  'math.softmax, mask': (x, y) => math.softmax(y, { mask: x as never }),
  'math.logSoftmax': (x) => math.logSoftmax(x),
  'math.logSumExp': (x) => math.logSumExp(x),
  'math.softmaxWithBound': (x) => math.softmaxWithBound(x),
  'math.logSumExpWithBound': (x) => math.logSumExpWithBound(x),
  'math.softmaxJacobian': [(x) => math.softmaxJacobian(x), [[4], [64]]],
  'math.softmaxJvp': (x, y) => math.softmaxJvp(halves(y), x),
  'math.sigmoid': (x) => math.sigmoid(x),
  'math.sigmoidDerivative': (x) => math.sigmoidDerivative(x),
  'math.logSigmoid': (x) => math.logSigmoid(x),
  'math.logSigmoidDerivative': (x) => math.logSigmoidDerivative(x),
  'math.softplus': (x) => math.softplus(x),
  'math.softplusDerivative': (x) => math.softplusDerivative(x),
  'math.entropy': (x) => math.entropy(x),
  'math.entropyGradient': (x) => math.entropyGradient(x),
  'math.crossEntropy': (x, y) => math.crossEntropy(x, y),
  'math.crossEntropyGradient': (x, y) => math.crossEntropyGradient(x, y),
  'math.klDivergence': (x, y) => math.klDivergence(x, y),
  'math.klDivergenceGradient': (x, y) => math.klDivergenceGradient(x, y),
  'math.gradCheck': (x, y) => math.gradCheck(() => 0, x, y),
  'math.symmetricEigenvalues': [(x) => math.symmetricEigenvalues(x), SQUARE],
  'metrics.accuracy': (x) => metrics.accuracy(x, labels(x)),
  'metrics.argmax': (x) => metrics.argmax(x),
  'metrics.brierScore': (x) => metrics.brierScore(x, labels(x)),
  'metrics.confusionMatrix': (x) => metrics.confusionMatrix(x, labels(x)),
  'metrics.expectedCalibrationError': (x) => metrics.expectedCalibrationError(x, labels(x)),
  'metrics.hedge': (x) => metrics.hedge(hierarchy(x), x, 0.5),
  'metrics.nodeProbabilities': (x) => metrics.nodeProbabilities(hierarchy(x), x),
  'metrics.perplexity': (x) => metrics.perplexity(x, labels(x)),
  'metrics.negativeLogLikelihoodFromLogits': (x) => metrics.negativeLogLikelihoodFromLogits(x, labels(x)),
  'metrics.negativeLogLikelihoodFromProbabilities': (x) =>
    metrics.negativeLogLikelihoodFromProbabilities(x, labels(x)),
  'metrics.precisionRecallF1': (x) => metrics.precisionRecallF1(x, labels(x)),
  'metrics.reliabilityDiagram': (x) => metrics.reliabilityDiagram(x, labels(x)),
  'metrics.rocAuc': [(x) => metrics.rocAuc(x, labels(x)), VECTOR],
  'metrics.rocCurve': [(x) => metrics.rocCurve(x, labels(x)), VECTOR],
  'metrics.topKAccuracy': (x) => metrics.topKAccuracy(x, labels(x), 1),
  'nn.linear forward': (x, y) => linear(y).forward(x),
  'nn.linear forward, of its cache': (x, y) =>
    linear(y).backward(x, zeros([y.shape[0], 2], { dtype: 'float32' })),
  'nn.linear backward': [(x, y) => backward(linear(y), x, y), [[2, 2], [1024, 2]]], // prettier-ignore
  'nn.relu forward': (x) => nn.relu().forward(x),
  'nn.relu backward': (x, y) => backward(nn.relu(), x, y),
  'nn.relu backward, cache': (x, y) => nn.relu().backward(x, y),
  'nn.tanh forward': (x) => nn.tanh().forward(x),
  'nn.tanh backward': (x, y) => backward(nn.tanh(), x, y),
  'nn.softmax forward': (x) => nn.softmax().forward(x),
  'nn.softmax backward': (x, y) => backward(nn.softmax(), x, y),
  'nn.softmax backward, cache': (x, y) => nn.softmax().backward(x, y),
  'nn.logSoftmax forward': (x) => nn.logSoftmax().forward(x),
  'nn.logSoftmax backward': (x, y) => backward(nn.logSoftmax(), x, y),
  'nn.dropout forward': (x) => nn.dropout().forward(x, { training: true, rng: rng(1) }),
  'nn.dropout backward, cache': (x, y) => nn.dropout().backward(x, y),
  'nn.flatten forward': (x) => nn.flatten().forward(x),
  'nn.flatten backward': (x, y) => backward(nn.flatten(), x, y),
  'nn.sequential forward': (x) => nn.sequential(nn.relu(), linear(x)).forward(x),
  'nn.embedding': (x) => nn.embedding(8, 2, { rng: rng(1), dtype: 'float32' }).forward(x),
  'nn.embedding backward': (x) => {
    const table = nn.embedding(8, x.shape[1], { rng: rng(1), dtype: 'float32' });
    return table.backward(table.forward(new Int32Array(x.shape[0]))[1], x);
  },
  'nn.conv2d forward': [
    (x) => nn.conv2d(1, 2, { kernelSize: 1, rng: rng(1), dtype: 'float32' }).forward(x),
    IMAGES,
  ],
  'nn.conv2d backward': [
    (x, y) => backward(nn.conv2d(1, 1, { kernelSize: 1, rng: rng(1), dtype: 'float32' }), x, y),
    IMAGES,
  ],
  'nn.maxPool2d forward': [(x) => nn.maxPool2d({ kernelSize: 2 }).forward(x), IMAGES],
  'nn.maxPool2d backward': [(x, y) => backward(nn.maxPool2d({ kernelSize: 1 }), x, y), IMAGES],
  'nn.avgPool2d forward': [(x) => nn.avgPool2d({ kernelSize: 2 }).forward(x), IMAGES],
  'nn.avgPool2d backward': [(x, y) => backward(nn.avgPool2d({ kernelSize: 1 }), x, y), IMAGES],
  'nn.globalAvgPool2d forward': [(x) => nn.globalAvgPool2d().forward(x), IMAGES],
  'nn.globalAvgPool2d backward': (x) => backward(nn.globalAvgPool2d(), x, images(x)),
  'nn.globalMaxPool2d forward': [(x) => nn.globalMaxPool2d().forward(x), IMAGES],
  'nn.globalMaxPool2d backward': (x) => backward(nn.globalMaxPool2d(), x, images(x)),
  'nn.batchNorm forward': (x) => nn.batchNorm(x.shape[1], { dtype: 'float32' }).forward(x),
  'nn.batchNorm backward': (x, y) => backward(nn.batchNorm(y.shape[1], { dtype: 'float32' }), x, y),
  'nn.concat forward': (x) => nn.concat(nn.relu(), nn.tanh()).forward(x),
  'nn.concat backward': (x, y) => backward(nn.concat(nn.relu()), x, y),
  'nn.matmul': [(x, y) => nn.matmul(y, x), SQUARE],
  'nn.matmulTransposedLeft': [(x, y) => nn.matmulTransposedLeft(x, y), SQUARE],
  'nn.matmulTransposedRight': [(x, y) => nn.matmulTransposedRight(x, y), SQUARE],
  'nn.parameterGradients': [(x, y) => nn.parameterGradients(linear(y), y, x), [[2, 2], [1024, 2]]], // prettier-ignore
  'optim.sgd, parameter': (x, y) =>
    optim.sgd({ learningRate: 1 }).step({ living: y, x }, { living: halves(y), x: halves(y) }),
  'optim.sgd, gradient': (x, y) =>
    optim.sgd({ learningRate: 1 }).step({ a: y, b: halves(y) }, { a: halves(y), b: x }),
  'optim.adam, gradient': (x, y) => optim.adam().step({ a: y, b: halves(y) }, { a: halves(y), b: x }),
  'optim.adamW, parameter': (x, y) => optim.adamW().step({ a: y, x }, { a: halves(y), x: halves(y) }),
  'optim.clipGradientNorm': (x, y) => optim.clipGradientNorm({ y, x }, 1e9),
  'optim.leastSquares': (x, y) => optim.leastSquares(x, zeros([y.shape[0], 1], { dtype: 'float32' })),
  'optim.logisticObjective': (x) => optim.logisticObjective(x, labels(x)).f(new Float64Array(x.shape[1] + 1)),
  'train.fit': (x) =>
    train.fit({
      model: linear(x),
      loss: losses.softmaxCrossEntropy,
      optimizer: optim.sgd({ learningRate: 1 }),
      data: { features: x, labels: labels(x) },
      epochs: 1,
      rng: rng(1),
    }),
  'train.evaluate': (x) =>
    train.evaluate({
      model: linear(x),
      loss: losses.softmaxCrossEntropy,
      data: { features: x, labels: labels(x) },
    }),
  'train.predict': (x) => train.predict(linear(x), x),
  'train.fingerprint': (x) => train.fingerprint(holding(x)),
  'train.saveModel': (x) => train.saveModel(holding(x)),
  'train.loadModel': (x, y) => train.loadModel(holding(x), train.saveModel(holding(y))),
  'train.softmaxRegression': (x) => train.softmaxRegression({ features: x, labels: labels(x) }),
  'datasets.split': (x) => datasets.split(dataset(x), { rng: rng(1) }),
  'datasets.takeRows': (x) => datasets.takeRows(dataset(x), [0]),
  'datasets.selectFeatures': (x) =>
    datasets.selectFeatures(
      { ...dataset(x), featureNames: Array.from({ length: x.shape[1] }, (_, i) => `x${i}`) },
      ['x0'],
    ),
  'datasets.standardise': (x) => datasets.standardise({ train: dataset(x) }),
  'datasets.standardiser': (x) => datasets.standardiser(x),
  'torch.tensor': (x) => torch.tensor(x),
  'torch.nn.ReLU': (x) => torch.nn.ReLU()(x),
  'torch.nn.Softmax': (x) => torch.nn.Softmax(1)(x),
  'torch.nn.LogSoftmax': (x) => torch.nn.LogSoftmax(1)(x),
  'torch.nn.Linear': (x) => (torch.manual_seed(1), torch.nn.Linear(x.shape[1], 2)(x)),
  'torch.nn.CrossEntropyLoss': (x) => torch.nn.CrossEntropyLoss()(x, Array.from(labels(x))),
  'torch.nn.NLLLoss': (x) => torch.nn.NLLLoss()(x, Array.from(labels(x))),
  'torch.nn.BCEWithLogitsLoss': (x, y) => torch.nn.BCEWithLogitsLoss()(x, halves(y)),
  'torch item': [(x) => Object.assign(torch.tensor([1]), { data: x.data }).item(), [[1]]],
  'figures.heatMap': (x) => figures.heatMap({ values: x, title: 't', caption: 'c', id: 'i' }),
  'figures.histogram': (x) =>
    figures.histogram({ series: [{ name: 'x', values: x }], title: 't', caption: 'c', id: 'i' }),
  'figures.imageGrid': [(x) => figures.imageGrid({ images: x, title: 't', caption: 'c', id: 'i' }), [[1, 4], [2, 1024]]], // prettier-ignore
  table: (x) => table({ x: x.data }),
  show: (x) => show(x),
  python: (x) => python`${x}`,
  'wasm.keep': (x) => wasm.keep([{ x }]),
  'wasm.scope, returned': (x) => wasm.scope(() => x),
  'wasm.add': (x, y) =>
    wasm.add(y.data as Float32Array, x.data as Float32Array, halves(y).data as Float32Array),
  'JSON.stringify': (x) => JSON.stringify(x),
  'its first number': (x) => x.data[0],
  'writing its first number': (x) => (x.data[0] = 1),
};

/** The same numbers as an array that somebody took in time, or as a part of it. */
const ARRAY_USES: Record<string, (dead: Dead) => unknown> = {
  'tensor of its array': ({ array }) => tensor(array),
  'tensor of a part of it': ({ array }) => tensor(array.subarray(1)),
  'tensor of its array as float64': ({ array }) => tensor(array, { dtype: 'float64' }),
  'a tensor written by hand': ({ array, late }) =>
    math.softmax({ data: array, shape: late.shape, dtype: 'float32' }),
  'a tensor written by hand, out': ({ array, late, living }) =>
    losses.meanSquaredError.withGradient(halves(living), halves(living), {
      out: { data: array, shape: late.shape, dtype: 'float32' },
    }),
  'torch.tensor of its array': ({ array }) => torch.tensor(array),
  'losses, sampleWeight': ({ array }) =>
    losses.softmaxCrossEntropy(zeros([array.length, 2]), new Int32Array(array.length), {
      sampleWeight: array,
    }),
  'wasm.scale': ({ array, living }) => wasm.scale(living.data as Float32Array, 2, array),
  'wasm.keep of a part of its array': ({ array }) => wasm.keep(array.subarray(1)),
  'figures.histogram of its array': ({ array }) =>
    figures.histogram({ series: [{ name: 'x', values: array }], title: 't', caption: 'c', id: 'i' }),
  'table of its array': ({ array }) => table({ x: array }),
  'rng.choice, weights': ({ array }) => rng(1).choice(array.length, { weights: array }),
};

export const faults: Fault[] = [
  ...Object.entries(USES).map(([name, use]): Fault => {
    const [call, shapes] = Array.isArray(use) ? use : [use, MATRIX];
    return {
      fault: `after its scope: ${name}`,
      inject: () => useOf(({ late, living }) => call(late, living), shapes),
      expected: shapes.map(() => 'refused').join(', '),
    };
  }),
  ...Object.entries(ARRAY_USES).map(([name, use]): Fault => ({
    fault: `after its scope: ${name}`,
    inject: () => useOf(use, MATRIX),
    expected: 'refused, refused',
  })),
  {
    fault: 'a frozen tensor after its scope',
    inject: () => {
      let late: Tensor = tensor([0]);
      wasm.scope(() => (late = Object.freeze(zeros([4], { dtype: 'float32' }))) && 0);
      return losses.meanSquaredError(late, dead([4]).living);
    },
    expected: /^DomainError: .*a tensor of 4 numbers was used after its scope had ended/,
  },
  {
    fault: 'a function that takes a tensor and is not in this list',
    inject: () => {
      const takesNone =
        /^(?:losses\.(?:ALL_LOSSES|defineLoss)|math\.(?:cos|exp|expm1|log|log1p|pow|sin|tanh|complex)|metrics\.(?:perplexity|classHierarchy|commonAncestor)|nn\.(?:initializers|stateOf|squeezenetLayers)|train\.saveFile|optim\.(?:gradientDescent|newton|cosineSchedule|oneCycleSchedule|stepSchedule))$/;
      const listed = Object.keys(USES).map((name) => name.split(/[ ,]/)[0]);
      return ['losses', 'largeVocab', 'math', 'metrics', 'nn', 'optim', 'train']
        .flatMap((area) => Object.keys(lab[area as 'nn']).map((name) => `${area}.${name}`))
        .filter((name) => !takesNone.test(name) && !listed.includes(name))
        .filter((name) => !losses.ALL_LOSSES.has(name.replace('losses.', ''))) // tested by their contract
        .map((name) => `add uses of ${name} to USES in test/faults/lifetimes.ts`)
        .join(', ');
    },
    expected: '',
  },
];
