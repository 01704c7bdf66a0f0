import { ShapeError, float32Memory, formatShape, newTensor, tensor, type Labels } from '../core';
import { checkCount, checkOptions } from '../core/checks';
import { checkLabels, classIndices } from '../core/labels';
import { softmaxCrossEntropy } from '../losses';
import type { Layer } from '../nn';
import { checkLayer } from '../nn/layer';

/** Tokens that go through the model at a time. */
const TOGETHER = 2048;

/**
 * What a language model thinks of a text: log p of each token but the first, given those before it, of which it sees at least
 * the half of a window (less at the beginning of the text). Windows overlap by half, and the second halves count.
 *
 * @param model - of tokens `[N, T]`, whose outputs are logits `[N, T, classes]`
 * @param options - `length`: the tokens of a window
 * @returns `[tokens − 1]` natural logarithms, one less than `text.ngramModel`'s, which guesses the first token too
 * @throws {@link LabelError} for tokens that are no class indices; {@link ShapeError} for fewer than two, and for other outputs;
 * {@link OptionError}
 * @example
 * const model = nn.embedding(4, 4, { initializer: nn.initializers.zeros });
 * train.scoreTokens(model, [0, 1, 2, 3], { length: 2 }) // ≈ [-1.386, -1.386, -1.386]
 */
export function scoreTokens(model: Layer, tokens: Labels, options: { length: number }): Float64Array {
  checkOptions('scoreTokens', options, ['length']);
  checkLayer('scoreTokens', model);
  checkCount('scoreTokens', 'length', options.length, 1);
  const text = classIndices('scoreTokens', tokens, 'tokens');
  checkLabels('scoreTokens', text, text.length, Infinity, undefined, 'tokens');
  const scores = new Float64Array(Math.max(0, text.length - 1));
  if (scores.length === 0) {
    throw new ShapeError(`scoreTokens: tokens should be two or more, got ${text.length}`);
  }
  const length = Math.min(options.length, scores.length);
  const half = Math.ceil(length / 2);
  const last = scores.length - length;
  const starts = Array.from({ length: 1 + Math.ceil(last / half) }, (_, i) => Math.min(i * half, last));
  const rows = Math.max(1, Math.floor(TOGETHER / length));
  for (let i = 0; i < starts.length; i += rows) {
    const some = starts.slice(i, i + rows);
    const found = float32Memory().scope(() => scoresOf(model, text, some, length));
    some.forEach((start, row) => {
      const known = start === 0 ? 0 : length - half;
      scores.set(found.subarray(row * length + known, (row + 1) * length), start + known);
    });
  }
  return scores;
}

/** Of all positions of some windows. */
function scoresOf(model: Layer, text: ArrayLike<number>, starts: number[], length: number): Float64Array {
  const places = starts.flatMap((start) => Array.from({ length }, (_, t) => start + t));
  const x = Float64Array.from(places, (at) => text[at]);
  const [logits] = model.forward(tensor(x, { shape: [starts.length, length] }));
  const { shape } = logits;
  if (shape.length !== 3 || shape[0] !== starts.length || shape[1] !== length) {
    throw new ShapeError(
      `scoreTokens: the model's outputs should have shape [${starts.length}, ${length}, classes], got ${formatShape(shape)}`,
    );
  }
  const labels = Int32Array.from(places, (at) => text[at + 1]);
  const rows = newTensor(logits.data, [places.length, shape[2]]);
  return Float64Array.from(softmaxCrossEntropy(rows, labels, { reduction: 'none' }).data, (loss) => -loss);
}
