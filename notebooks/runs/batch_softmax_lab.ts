/** The softmax loss of each row, and the gradient of their sum, with this library. */

import { losses, type Tensor } from 'softmax-lab';

export function lossAndGradient(logits: Tensor, labels: Int32Array): { loss: Tensor; gradient: Tensor } {
  return losses.softmaxCrossEntropy.withGradient(logits, labels, { reduction: 'none' });
}
