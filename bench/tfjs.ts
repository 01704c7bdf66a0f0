import type * as Tfjs from '@tensorflow/tfjs-core';
import { javaScriptPackage, javaScriptPackageVersion } from './javascript-packages';
import type { Implementation } from './protocol';
import { serve } from './serve';

const tf = javaScriptPackage('@tensorflow/tfjs') as typeof Tfjs;
javaScriptPackage('@tensorflow/tfjs-backend-wasm');

const oneHot = (rows: number, classes: number): Tfjs.Tensor =>
  tf.oneHot(tf.randomUniform([rows], 0, classes, 'int32'), classes);
const crossEntropy = (labels: Tfjs.Tensor, logits: Tfjs.Tensor): Tfjs.Scalar =>
  tf.losses.softmaxCrossEntropy(labels, logits);

/** Both backends compute when a tensor is made; what is read here is only the loss. */
const setup: Record<string, (sizes: readonly number[]) => () => unknown> = {
  'cross-entropy'([rows, classes]) {
    const labels = oneHot(rows, classes);
    const logits = tf.randomNormal([rows, classes], 0, 3);
    const withGradient = tf.valueAndGrad((z) => crossEntropy(labels, z));
    return () => withGradient(logits).value.dataSync();
  },
  matmul([m, k, n, kind]) {
    const a = tf.randomNormal<Tfjs.Rank.R2>(kind === 2 ? [k, m] : [m, k]);
    const b = tf.randomNormal<Tfjs.Rank.R2>(kind === 1 ? [n, k] : [k, n]);
    return () => void tf.matMul(a, b, kind === 2, kind === 1);
  },
  'softmax-regression'([rows, inputs, classes]) {
    const x = tf.randomUniform<Tfjs.Rank.R2>([rows, inputs]);
    const labels = oneHot(rows, classes);
    const weight = tf.variable(tf.zeros<Tfjs.Rank.R2>([inputs, classes]));
    const bias = tf.variable(tf.zeros<Tfjs.Rank.R1>([classes]));
    const optimizer = tf.train.sgd(0.1);
    return () => optimizer.minimize(() => crossEntropy(labels, tf.add(tf.matMul(x, weight), bias)));
  },
  cnn([rows, side]) {
    const x = tf.randomNormal<Tfjs.Rank.R4>([rows, side, side, 3]);
    const labels = oneHot(rows, 10);
    const first = tf.variable(tf.randomNormal<Tfjs.Rank.R4>([3, 3, 3, 32], 0, 0.2));
    const second = tf.variable(tf.randomNormal<Tfjs.Rank.R4>([3, 3, 32, 64], 0, 0.06));
    const dense = tf.variable(tf.randomNormal<Tfjs.Rank.R2>([side * side * 4, 10], 0, 0.02));
    const biases = [32, 64, 10].map((size) => tf.variable(tf.zeros<Tfjs.Rank.R1>([size])));
    const block = (
      input: Tfjs.Tensor4D,
      kernel: Tfjs.Variable<Tfjs.Rank.R4>,
      bias: Tfjs.Tensor,
    ): Tfjs.Tensor4D =>
      tf.maxPool(tf.relu(tf.add(tf.conv2d(input, kernel, 1, 'same'), bias)) as Tfjs.Tensor4D, 2, 2, 'valid');
    const optimizer = tf.train.sgd(0.01);
    return () =>
      optimizer.minimize(() => {
        const features = block(block(x, first, biases[0]), second, biases[1]);
        const flat = tf.reshape<Tfjs.Rank.R2>(features, [rows, side * side * 4]);
        return crossEntropy(labels, tf.add(tf.matMul(flat, dense), biases[2]));
      });
  },
  'linear-cross-entropy'([rows, inputs, classes]) {
    const x = tf.randomNormal<Tfjs.Rank.R2>([rows, inputs]);
    const weight = tf.randomNormal<Tfjs.Rank.R2>([inputs, classes], 0, 0.06);
    const labels = oneHot(rows, classes);
    const withGradients = tf.valueAndGrads((x, w) => crossEntropy(labels, tf.matMul(x, w)));
    return () => withGradients([x, weight]).value.dataSync();
  },
};

function on(backend: 'wasm' | 'cpu'): Implementation {
  const use = async (): Promise<void> => {
    await tf.setBackend(backend);
    await tf.ready();
  };
  return {
    async prepare(task, sizes) {
      // The WebAssembly backend has no gradient of a convolution.
      if (!(task in setup) || (backend === 'wasm' && task === 'cnn')) return undefined;
      await use();
      const call = setup[task](sizes);
      return () => {
        if (tf.getBackend() !== backend) throw new Error(`the backend is ${tf.getBackend()}, not ${backend}`);
        return tf.tidy(() => void call());
      };
    },
    async probe(values, labels, rows, classes) {
      await use();
      return tf.tidy(() => {
        const logits = tf.tensor2d(values, [rows, classes]);
        const target = tf.oneHot(tf.tensor1d(labels, 'int32'), classes);
        const loss = (z: Tfjs.Tensor): Tfjs.Tensor =>
          tf.losses.softmaxCrossEntropy(target, z, undefined, 0, tf.Reduction.NONE);
        const data = (result: Tfjs.Tensor): Float32Array => Float32Array.from(result.dataSync());
        return {
          softmax: data(tf.softmax(logits)),
          logSoftmax: data(tf.logSoftmax(logits)),
          loss: data(loss(logits)),
          gradient: data(tf.grad((z) => tf.sum(loss(z)))(logits)),
        };
      });
    },
  };
}

void serve(
  { tfjs: javaScriptPackageVersion('@tensorflow/tfjs') },
  { 'tfjs wasm': on('wasm'), 'tfjs cpu': on('cpu') },
);
