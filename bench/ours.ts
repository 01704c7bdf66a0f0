import {
  largeVocab,
  losses,
  math,
  nn,
  optim,
  rng,
  tensor,
  wasm,
  zeros,
  type Rng,
  type Tensor,
} from 'softmax-lab';
import type { Implementation } from './protocol';
import { serve } from './serve';

const setup: Record<string, (sizes: readonly number[], random: Rng) => () => unknown> = {
  'cross-entropy'([rows, classes], random) {
    const logits = random.normals([rows, classes], { std: 3, dtype: 'float32' });
    const labels = integers(rows, classes, random);
    const out = zeros([rows, classes], 'float32');
    return () => losses.softmaxCrossEntropy.withGradient(logits, labels, { out });
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
    const optimizer = optim.sgd({ learningRate: 0.1 });
    return () =>
      wasm.scope(() => {
        const [z, cache] = layer.forward(x);
        const { gradient } = losses.softmaxCrossEntropy.withGradient(z, labels);
        optimizer.step(layer.parameters, nn.parameterGradients(layer, cache, gradient));
      });
  },
  'linear-cross-entropy'([rows, inputs, classes], random) {
    const x = random.normals([rows, inputs], { dtype: 'float32' });
    const weight = random.normals([inputs, classes], { std: 0.06, dtype: 'float32' });
    const labels = integers(rows, classes, random);
    return () => wasm.scope(() => void largeVocab.linearCrossEntropy.withGradient(x, weight, labels));
  },
};

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

function integers(count: number, below: number, random: Rng): Int32Array {
  return Int32Array.from({ length: count }, () => random.integer(below));
}

void serve({ 'softmax-lab': 'this commit', node: process.versions.node }, { 'softmax-lab': ours });
