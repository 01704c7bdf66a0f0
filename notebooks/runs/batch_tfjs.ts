/** The softmax loss of each row, and the gradient of their sum, in TensorFlow.js. */

import * as tf from '@tensorflow/tfjs-node';

export function lossAndGradient(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
): { losses: tf.Tensor; gradient: tf.Tensor } {
  const onehot = tf.oneHot(labels, logits.shape[1]);
  const loss = (z: tf.Tensor) => tf.losses.softmaxCrossEntropy(onehot, z, undefined, 0, tf.Reduction.NONE);
  const { value, grad } = tf.valueAndGrad(loss)(logits);
  return { losses: value, gradient: grad };
}
