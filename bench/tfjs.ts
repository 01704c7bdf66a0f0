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
const setup: Record<string, (sizes: readonly number[]) => (() => unknown) | undefined> = {
  'cross-entropy'([rows, classes, call]) {
    if (call > 2) return undefined;
    const labels = oneHot(rows, classes);
    const logits = tf.randomNormal([rows, classes], 0, 3);
    if (call === 2) return () => crossEntropy(labels, logits).dataSync();
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
    const channels = [3, 16, 32, 64, 128];
    const stages = channels.slice(1).map((to, i) => ({
      kernel: tf.variable(tf.randomNormal<Tfjs.Rank.R4>([3, 3, channels[i], to], 0, 0.2)),
      scale: tf.variable(tf.ones<Tfjs.Rank.R1>([to])),
      shift: tf.variable(tf.zeros<Tfjs.Rank.R1>([to])),
    }));
    const dense = tf.variable(tf.randomNormal<Tfjs.Rank.R2>([128, 10], 0, 0.1));
    const bias = tf.variable(tf.zeros<Tfjs.Rank.R1>([10]));
    const optimizer = tf.train.momentum(0.01, 0.9, true);
    return () =>
      optimizer.minimize(() => {
        const features = stages.reduce<Tfjs.Tensor4D>((input, { kernel, scale, shift }, i) => {
          const y = tf.conv2d<Tfjs.Tensor4D>(input, kernel, 1, 'same');
          const { mean, variance } = tf.moments(y, [0, 1, 2]);
          const normal = tf.batchNorm(
            y,
            mean as Tfjs.Tensor1D,
            variance as Tfjs.Tensor1D,
            shift,
            scale,
            1e-5,
          );
          return tf.relu(
            i < 3 ? tf.maxPool(normal as Tfjs.Tensor4D, 2, 2, 'valid') : normal,
          ) as Tfjs.Tensor4D;
        }, x);
        const z = tf.add(tf.matMul(tf.max<Tfjs.Tensor2D>(features, [1, 2]), dense), bias);
        return crossEntropy(labels, z);
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
      if (!(task in setup)) return undefined;
      // The WebAssembly backend has no gradient of a convolution; the other takes seconds an image.
      if (task === 'cnn' && (backend === 'wasm' || sizes[0] > 8)) return undefined;
      await use();
      const call = setup[task](sizes);
      if (!call) return undefined;
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
