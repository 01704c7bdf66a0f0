import { DomainError, asTensor, zeros, type Tensor, type TensorLike } from '../core';
import { checkMatrix } from '../core/checks';

/** The rows of a matrix, each divided by its length, as float32. */
export function unitRows(where: string, given: TensorLike): Tensor {
  const vectors = asTensor(where, 'vectors', given);
  const [rows, dimensions] = checkMatrix(where, 'vectors', vectors);
  const unit = zeros([rows, dimensions], { dtype: 'float32' });
  for (let i = 0; i < rows; i++) {
    const row = vectors.data.subarray(i * dimensions, (i + 1) * dimensions);
    let square = 0;
    for (const v of row) square += v * v;
    if (!(square > 0 && square < Infinity)) {
      throw new DomainError(
        `${where}: row ${i} of vectors has the length ${Math.sqrt(square)}, and so no direction`,
      );
    }
    const length = Math.sqrt(square);
    for (let d = 0; d < dimensions; d++) unit.data[i * dimensions + d] = row[d] / length;
  }
  return unit;
}
