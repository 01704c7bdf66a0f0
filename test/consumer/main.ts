// What a user of the package writes who has neither Node's types nor a browser's; compiled, then run.
import { losses, math, metrics, nn, optim, rng, tensor, type Tensor } from 'softmax-lab';
import { softmaxCrossEntropy } from 'softmax-lab/losses';

declare const console: { log(text: string): void };

const logits: Tensor = tensor([
  [2, 0.5, -1],
  [0, 1, 0],
]);
export const loss: number = losses.softmaxCrossEntropy(logits, [0, 1], { labelSmoothing: 0.1 });
const rows: Tensor = softmaxCrossEntropy(logits, Int32Array.of(0, 1), { reduction: 'none' });
const { gradient }: { gradient: Tensor } = losses.softmaxCrossEntropy.withGradient(logits, [0, 1]);

/** Compiled, not called: what the types have to refuse. */
export function refused(): number {
  // @ts-expect-error: there is no such option
  losses.softmaxCrossEntropy.withGradient(logits, [0, 1], { smoothing: 0.1 });
  // @ts-expect-error: the loss of every row is a tensor, not a number
  return losses.softmaxCrossEntropy(logits, [0, 1], { reduction: 'none' });
}

export const model = nn.sequential(nn.linear(3, 2, { rng: rng(1) }));
export const optimizer = optim.sgd({ learningRate: 0.1 });
const sum = math.softmax([1, 2, 3]).reduce((total, p) => total + p, 0);
console.log(
  JSON.stringify({
    loss,
    rows: rows.shape,
    gradient: gradient.shape,
    sum,
    accuracy: metrics.accuracy(logits, [0, 1]),
  }),
);
