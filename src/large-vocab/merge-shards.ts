import { DomainError, OptionError, ShapeError, asTensor, exp, formatShape, log, newTensor } from '../core';
import type { Tensor, TensorLike } from '../core';
import { describe } from '../core/checks';

/** What one shard of the classes tells of each row, `[N]`: it makes them with `shardPart`, or a kernel of its own. */
export interface ShardPart {
  /** The largest logit; −∞ where the shard's are all −∞. */
  max: TensorLike;
  /** Σ exp(z − max) over the shard's classes; not looked at where `max` is −∞. */
  sum: TensorLike;
  /** The label's logit; −∞ where the label is a class of another shard. */
  labelLogit: TensorLike;
}

/** `[N]` each, in float64. The first three are a part again, so that merging can go on. */
export interface MergedShards {
  max: Tensor;
  sum: Tensor;
  labelLogit: Tensor;
  /** log Σ exp z over all classes: with it each shard makes its own gradient, exp(z − logSum) − [label]. */
  logSum: Tensor;
  /** −log p of the labels. */
  losses: Tensor;
}

const NAME = 'mergeShards';

/**
 * The softmax cross-entropy of a vocabulary that is split over workers, from three numbers a row and shard: what the workers
 * exchange in place of logits.
 *
 * @remarks
 * Formula:  M = max mₛ, S = Σₛ sₛ exp(mₛ − M), loss = (M − zᵧ) + log S
 * Numerics: float64. |error| ≤ (shards + 6)·2⁻⁵³·max(1, loss), beside that of the sums which are given
 * Cost:     O(N) a shard
 * @param parts - one a shard, in any order
 * @throws {@link OptionError} if there is none; {@link ShapeError} that names the part whose rows are not as many as the
 *   first's; {@link DomainError} that names the row if all its classes are −∞
 * @example
 * const left = largeVocab.shardPart([[1, 2]], [2], { first: 0 });
 * const right = largeVocab.shardPart([[3]], [2], { first: 2 });
 * largeVocab.mergeShards([left, right]).losses.data // ≈ [0.407606]
 *
 * Source: [MilakovGimelshein2018], [Shoeybi2019]
 */
export function mergeShards(parts: readonly ShardPart[]): MergedShards {
  if (!Array.isArray(parts) || parts.length === 0) {
    throw new OptionError(
      `${NAME}: parts should be an array of { max, sum, labelLogit }, one a shard; got ${describe(parts)}`,
    );
  }
  const columns = (parts as readonly ShardPart[]).map((part, s) => {
    const column = (key: keyof ShardPart): Tensor['data'] => {
      const { data, shape } = asTensor(NAME, `parts[${s}].${key}`, (part ?? {})[key]);
      if (shape.length === 1) return data;
      throw new ShapeError(`${NAME}: parts[${s}].${key} should have shape [N], got ${formatShape(shape)}`);
    };
    return { max: column('max'), sum: column('sum'), labelLogit: column('labelLogit') };
  });
  const rows = columns[0].max.length;
  columns.forEach((part, s) => {
    for (const [key, { length }] of Object.entries(part)) {
      if (length === rows) continue;
      throw new ShapeError(`${NAME}: parts[${s}].${key} has ${length} rows, but parts[0].max has ${rows}`);
    }
  });

  const [max, sum, labelLogit] = [0, 1, 2].map(() => new Float64Array(rows));
  for (let i = 0; i < rows; i++) {
    // NaN stays.
    max[i] = Math.max(...columns.map((part) => part.max[i]));
    labelLogit[i] = Math.max(...columns.map((part) => part.labelLogit[i]));
    if (max[i] === -Infinity) {
      throw new DomainError(`${NAME}: all logits of row ${i} are −∞, and it has no distribution`);
    }
    for (const part of columns) {
      if (part.max[i] !== -Infinity) sum[i] += part.sum[i] * exp(part.max[i] - max[i]);
    }
  }
  return {
    max: newTensor(max, [rows]),
    sum: newTensor(sum, [rows]),
    labelLogit: newTensor(labelLogit, [rows]),
    logSum: newTensor(
      max.map((m, i) => m + log(sum[i])),
      [rows],
    ),
    losses: newTensor(
      max.map((m, i) => m - labelLogit[i] + log(sum[i])),
      [rows],
    ),
  };
}
