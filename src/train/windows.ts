import { OptionError, ShapeError, zeros, type Labels, type Rng, type Tensor } from '../core';
import { checkCount, checkOptions } from '../core/checks';
import { checkLabels, classIndices } from '../core/labels';

export interface WindowsOptions {
  /** Tokens of a window. */
  length: number;
  /** Windows of an epoch; by default as many as fit side by side. */
  rows?: number;
}

/** Windows of a text: a `train.BatchSource`. */
export interface Windows {
  readonly rows: number;
  take(rows: Int32Array, rng?: Rng): { features: Tensor; labels: Tensor };
}

/**
 * A text for `train.fit`, cut into windows for a model that guesses at each position what comes next: features `[N, length]`,
 * labels the same one token further. In training each window begins anywhere; otherwise window i is the i-th of those side by
 * side, and of more rows than these the first follow the last.
 *
 * @throws {@link LabelError} for tokens that are no class indices; {@link ShapeError} if the text is not longer than a window;
 * {@link OptionError}
 * @example
 * const source = train.windows([3, 1, 4, 1, 5, 9, 2], { length: 3 });
 * source.rows // 2
 * const { features, labels } = source.take(Int32Array.of(1));
 * features.data // [1, 5, 9]
 * labels.data // [5, 9, 2]
 */
export function windows(tokens: Labels, options: WindowsOptions): Windows {
  checkOptions('windows', options, ['length', 'rows']);
  const { length } = options;
  checkCount('windows', 'length', length, 1);
  const text = classIndices('windows', tokens, 'tokens');
  checkLabels('windows', text, text.length, Infinity, undefined, 'tokens');
  const places = text.length - length;
  if (places < 1) {
    throw new ShapeError(`windows: tokens should be more than the ${length} of a window, got ${text.length}`);
  }
  const fitting = Math.floor((text.length - 1) / length);
  const { rows = fitting } = options;
  checkCount('windows', 'rows', rows, 1);
  return {
    rows,
    take(wanted, rng) {
      const [features, labels] = [0, 1].map(() => zeros([wanted.length, length]));
      wanted.forEach((row, i) => {
        if (!(row >= 0 && row < rows)) throw new OptionError(`windows: there is no row ${row} of ${rows}`);
        const start = rng ? Math.floor(rng.uniform() * places) : (row % fitting) * length;
        for (let t = 0; t < length; t++) {
          features.data[i * length + t] = text[start + t];
          labels.data[i * length + t] = text[start + t + 1];
        }
      });
      return { features, labels };
    },
  };
}
