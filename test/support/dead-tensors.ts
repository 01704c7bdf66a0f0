import { tensor, wasm, zeros, type Tensor } from '../../src';

/** A float32 tensor whose scope has ended, its array, and the tensor that lies there now, of sevens. */
export interface Dead {
  late: Tensor;
  /** As somebody had it who took it in time. */
  array: Float32Array;
  living: Tensor;
}

export function dead(shape: readonly number[]): Dead {
  let late: Tensor = tensor([0]);
  let array = new Float32Array(0);
  wasm.scope(() => {
    late = zeros(shape, { dtype: 'float32' });
    array = late.data as Float32Array;
    array.fill(1 / shape[shape.length - 1]); // rows that sum to 1
  });
  const living = zeros(shape, { dtype: 'float32' });
  living.data.fill(7);
  return { late, array, living };
}

/** What comes of a use of dead numbers, for each shape, and of the tensor that lies where they lay. */
export async function useOf(
  use: (dead: Dead) => unknown,
  shapes: readonly (readonly number[])[],
): Promise<string> {
  const seen: string[] = [];
  for (const shape of shapes) {
    const numbers = dead(shape);
    const size = numbers.array.length;
    try {
      await use(numbers);
      seen.push(`${size} numbers: nothing`);
    } catch (error) {
      const { name, message } = error as Error;
      const told = /a tensor of \d+ numbers was used after its scope had ended; return it/;
      seen.push(
        name === 'DomainError' && told.test(message) ? 'refused' : `${size} numbers: ${name}: ${message}`,
      );
    }
    if (!numbers.living.data.every((value) => value === 7)) seen.push('a living tensor is overwritten');
  }
  return seen.join(', ');
}
