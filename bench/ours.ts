import {
  largeVocab,
  losses,
  math,
  nn,
  optim,
  rng,
  tensor,
  wasm,
  wordVectors,
  zeros,
  type Rng,
  type Tensor,
} from 'softmax-lab';
import { crossEntropyCalls, lossKinds, outputs } from './cases';
import { OURS, OURS_ON_WASM, OURS_WITH_OUT } from './participants';
import type { Implementation } from './protocol';
import { serve } from './serve';

const setup: Record<string, (sizes: readonly number[], random: Rng) => () => unknown> = {
  'cross-entropy'([rows, classes, call], random) {
    const logits = random.normals([rows, classes], { std: 3, dtype: 'float32' });
    const labels = integers(rows, classes, random);
    const out = zeros([rows, classes], { dtype: 'float32' });
    const what = crossEntropyCalls[call];
    if (what === 'plain call') return () => losses.softmaxCrossEntropy.withGradient(logits, labels);
    if (what === 'value alone') return () => losses.softmaxCrossEntropy(logits, labels);
    const ofProbabilities = what.includes('probabilities');
    const target = ofProbabilities
      ? math.softmax(random.normals([rows, classes], { std: 2, dtype: 'float32' }))
      : labels;
    const weight = Float64Array.from({ length: classes }, () => 0.5 + random.uniform());
    const options = {
      ...(what.includes('smoothing') && { labelSmoothing: 0.1, weight }),
      ...(what.includes('soft cap') && { softcap: 30 }),
      out,
    };
    return () => losses.softmaxCrossEntropy.withGradient(logits, target, options);
  },
  losses([which, rows, classes], random) {
    const [name, kind] = lossKinds[which];
    const loss = losses.ALL_LOSSES.get(name) as losses.AnyLoss;
    const logits =
      kind === 'cosines'
        ? random.uniforms([rows, classes], { low: -1, high: 1, dtype: 'float32' })
        : random.normals([rows, classes], { std: 3, dtype: 'float32' });
    const target = kind === 'elements' ? bits(rows, classes, random) : integers(rows, classes, random);
    const out = zeros([rows, classes], { dtype: 'float32' });
    const classCounts = Float64Array.from({ length: classes }, (_, k) => 1000 / (k + 1));
    const options = kind === 'counts' ? { classCounts, out } : { out };
    return () => loss.withGradient(logits, target, options);
  },
  matmul([m, k, n, kind], random) {
    const product = [nn.matmul, nn.matmulTransposedRight, nn.matmulTransposedLeft][kind];
    const a = random.normals(kind === 2 ? [k, m] : [m, k], { dtype: 'float32' });
    const b = random.normals(kind === 1 ? [n, k] : [k, n], { dtype: 'float32' });
    return () => wasm.scope(() => void product(a, b));
  },
  'softmax-regression'([rows, inputs, classes], random) {
    const x = random.uniforms([rows, inputs], { dtype: 'float32' });
    const labels = integers(rows, classes, random);
    const layer = nn.linear(inputs, classes, { initializer: nn.initializers.zeros, dtype: 'float32' });
    return training(layer, x, labels, optim.sgd({ learningRate: 0.1 }));
  },
  cnn([rows, side], rng) {
    const x = rng.normals([rows, side, side, 3], { dtype: 'float32' });
    const dtype = 'float32';
    const stage = (from: number, to: number, ...pool: nn.Layer[]) => [
      nn.conv2d(from, to, { kernelSize: 3, padding: 1, bias: false, rng, dtype }),
      nn.batchNorm(to, { dtype }),
      ...pool,
      nn.relu(),
    ];
    const halve = nn.maxPool2d({ kernelSize: 2 });
    const model = nn.sequential(
      ...stage(3, 16, halve),
      ...stage(16, 32, halve),
      ...stage(32, 64, halve),
      ...stage(64, 128),
      nn.globalMaxPool2d(),
      nn.linear(128, 10, { rng, dtype }),
    );
    const optimizer = optim.sgd({ learningRate: 0.01, momentum: 0.9, nesterov: true });
    return training(model, x, integers(rows, 10, rng), optimizer);
  },
  transformer([rows, length, size], rng) {
    const [classes, options] = [79, { rng, dtype: 'float32' } as const];
    const norm = () => nn.layerNorm(size, { dtype: 'float32' });
    const block = () => [
      nn.residual(norm(), nn.causalSelfAttention(size, { heads: 4, ...options })),
      nn.residual(norm(), nn.linear(size, 4 * size, options), nn.gelu(), nn.linear(4 * size, size, options)),
    ];
    const model = nn.sequential(
      nn.embedding(classes, size, options),
      nn.positionEmbedding(length, size, options),
      ...block(),
      ...block(),
      norm(),
      nn.linear(size, classes, options),
    );
    const x = tensor(Float32Array.from(integers(rows * length, classes, rng)), { shape: [rows, length] });
    const labels = integers(rows * length, classes, rng);
    return training(model, x, labels, optim.adamW({ learningRate: 1e-3 }));
  },
  squeezenet([rows, side], rng) {
    const x = rng.normals([rows, side, side, 3], { std: 60, dtype: 'float32' });
    const network = nn.sequential(...nn.squeezenetLayers({ rng }));
    return () => wasm.scope(() => void network.forward(x));
  },
  'linear-cross-entropy'([rows, inputs, classes], random) {
    const x = random.normals([rows, inputs], { dtype: 'float32' });
    const weight = random.normals([inputs, classes], { std: 0.06, dtype: 'float32' });
    const labels = integers(rows, classes, random);
    return () => wasm.scope(() => void largeVocab.linearCrossEntropy.withGradient(x, weight, labels));
  },
  'large-vocabulary'([rows, inputs, classes, kind], random) {
    const x = random.normals([rows, inputs], { dtype: 'float32' });
    const sampler = largeVocab.logUniformSampler(classes);
    const labels = sampler.sample(rows, random);
    const optimizer = optim.sgd({ learningRate: 0.1 });
    const layer = lastLayer(outputs[kind], inputs, classes, sampler, random);
    return () => wasm.scope(() => optimizer.step(layer.parameters, layer.gradients(x, labels)));
  },
  'word-vectors'([models, words], random) {
    // Zipf's law: word k with a probability of about 1/k.
    const indices = Int32Array.from({ length: words }, () =>
      Math.floor(math.exp(random.uniform() * math.log(14_000)) - 1),
    );
    const counts = new Int32Array(14_000);
    for (const index of indices) counts[index]++;
    const common: wordVectors.WordVectorOptions = { counts, epochs: 1, rng: random };
    const tree = { ...common, objective: 'hierarchical-softmax' } as const;
    const chosen = [[common], [tree], [{ ...common, model: 'cbow' } as const], [common, tree]][models];
    return () => wordVectors.trainTogether(indices, chosen);
  },
  'kernel-call'([length]) {
    const x = wasm.float32Array(length);
    return () => wasm.scale(x, 2, x);
  },
};

interface LastLayer {
  parameters: largeVocab.OutputLayer['parameters'];
  gradients: (x: Tensor, labels: Int32Array) => optim.NamedGradients;
}

function lastLayer(
  kind: (typeof outputs)[number],
  inputs: number,
  classes: number,
  sampler: largeVocab.Sampler,
  rng: Rng,
): LastLayer {
  const ofLayer = ({ parameters, withGradient }: largeVocab.OutputLayer): LastLayer => ({
    parameters,
    gradients: (x, labels) => withGradient(x, labels).gradients,
  });
  const dtype = 'float32';
  if (kind === 'adaptive softmax') {
    const options = { cutoffs: [500, 2500], divValue: 2, rng, dtype } as const;
    return ofLayer(largeVocab.adaptiveSoftmax(inputs, classes, options));
  }
  if (kind === 'Huffman tree') {
    const counts = Array.from({ length: classes }, (_, k) => 1 / (k + 1));
    return ofLayer(
      largeVocab.hierarchicalSoftmax(inputs, { tree: largeVocab.huffmanTree(counts), rng, dtype }),
    );
  }
  const weight = rng.normals([classes, inputs], { std: 0.06, dtype });
  const bias = zeros([classes], { dtype });
  const sampled = { bias, sampler, samples: 200, rng };
  return {
    parameters: { weight, bias },
    gradients(x, labels) {
      const { gradients } =
        kind === 'full softmax'
          ? largeVocab.linearCrossEntropy.withGradient(x, weight, labels, { bias, classesFirst: true })
          : kind === 'NCE'
            ? largeVocab.noiseContrastive.withGradient(x, weight, labels, sampled)
            : largeVocab.sampledSoftmax.withGradient(x, weight, labels, sampled);
      return { weight: gradients.weight, bias: gradients.bias as NonNullable<typeof gradients.bias> };
    },
  };
}

/** A step on the mean cross-entropy of all rows, which are the last axis of the outputs. */
function training(model: nn.Layer, x: Tensor, labels: Int32Array, optimizer: optim.Optimizer): () => void {
  return () =>
    wasm.scope(() => {
      const [z, cache] = model.forward(x, { training: true });
      const logits = { ...z, shape: [labels.length, z.data.length / labels.length] };
      losses.softmaxCrossEntropy.withGradient(logits, labels, { out: logits });
      optimizer.step(model.parameters, nn.parameterGradients(model, cache, z));
      wasm.keep(optimizer.state);
    });
}

const ours: Implementation = {
  prepare: (task, sizes) => setup[task]?.(sizes, rng(1)),
  probe(logits, labels, rows, classes) {
    const z = tensor(logits, { shape: [rows, classes] });
    const data = (result: Tensor): Float32Array => Float32Array.from(result.data);
    return {
      softmax: data(math.softmax(z)),
      logSoftmax: data(math.logSoftmax(z)),
      loss: data(losses.softmaxCrossEntropy(z, labels, { reduction: 'none' })),
      gradient: data(losses.softmaxCrossEntropy.withGradient(z, labels, { reduction: 'sum' }).gradient),
    };
  },
};

const withOut: Implementation = {
  prepare(task, [rows, classes, call]) {
    if (task !== 'cross-entropy' || !['plain call', 'value alone'].includes(crossEntropyCalls[call])) return;
    return ours.prepare(task, [rows, classes, 0]);
  },
};

function integers(count: number, below: number, random: Rng): Int32Array {
  return Int32Array.from({ length: count }, () => random.integer(below));
}

function bits(rows: number, classes: number, random: Rng): Tensor {
  return tensor(Float32Array.from(integers(rows * classes, 2, random)), { shape: [rows, classes] });
}

const versions: Record<string, string> = { 'softmax-lab': 'this commit', node: process.versions.node };
if (!process.env.SOFTMAX_LAB_BACKEND) versions.backend = wasm.backend();
void serve(versions, { [OURS]: ours, [OURS_ON_WASM]: ours, [OURS_WITH_OUT]: withOut });
