import { checkDType, checkOptions, describe } from './checks';
import { OptionError } from './errors';
import { drawIndices, type ChoiceOptions } from './random-choice';
import { log } from './special';
import { sizeOf, zeros, type DType, type Tensor } from './tensor';
import { typedArrayKind } from './typed-array';
import { fillWithUniforms, stateOf, uniformOf, xoshiro128 } from './xoshiro';

export type { ChoiceOptions } from './random-choice';

export interface NormalsOptions {
  mean?: number;
  /** Standard deviation, 1 by default. */
  std?: number;
  dtype?: DType;
}

export interface UniformsOptions {
  low?: number;
  high?: number;
  dtype?: DType;
}

/** A stream of pseudo-random numbers; every draw advances it. Made by {@link rng}. */
export interface Rng {
  /** A multiple of 2^-53 in [0, 1). */
  uniform(): number;
  /** A draw of the standard normal distribution, by Marsaglia's polar method [MarsagliaBray1964]. */
  normal(): number;
  /** An integer of {0, …, n − 1}, without bias; n at most 2³². */
  integer(n: number): number;
  /** Shuffles in place, all orders being equally likely [FisherYates1938], and returns its argument. */
  shuffle<A extends unknown[] | Float32Array | Float64Array | Int32Array | Uint8Array | Uint32Array>(
    array: A,
  ): A;
  /** The numbers 0, …, n − 1 in random order. */
  permutation(n: number): Int32Array;
  /** One element of {0, …, n − 1} or of an array; several, as an array, with `size`. */
  choice(from: number, options?: ChoiceOptions & { size?: undefined }): number;
  choice<T>(from: ArrayLike<T>, options?: ChoiceOptions & { size?: undefined }): T;
  choice(from: number, options: ChoiceOptions & { size: number }): number[];
  choice<T>(from: ArrayLike<T>, options: ChoiceOptions & { size: number }): T[];
  /** A tensor of normal draws. */
  normals(shape: readonly number[], options?: NormalsOptions): Tensor;
  /** A tensor of draws uniform in [low, high), by default [0, 1); rounding (to float32, say) may reach `high`. */
  uniforms(shape: readonly number[], options?: UniformsOptions): Tensor;
  /**
   * An independent stream. It depends on the seed and the labels that led to it alone, not on what was drawn,
   * and drawing from it does not advance this one: adding a draw in one place leaves the others as they were.
   */
  split(label: string | number): Rng;
}

/**
 * A seeded generator of pseudo-random numbers: the same seed gives the same numbers, bit for bit, everywhere.
 * Not for cryptography.
 *
 * @param seed - a finite number below 2⁵³, from where on neighbours are one number, or any text; 1 and '1' are different
 *   seeds
 * @throws {@link OptionError} if the seed is neither
 * @example
 * const random = rng(42);
 * const weights = random.split('weights').normals([784, 10], { std: 0.01 });
 * const order = random.split('order').permutation(60000);
 *
 * Source: xoshiro128** [BlackmanVigna2021], its state a hash of the seed and the labels of `split`
 */
export function rng(seed: number | string): Rng {
  return streamOf([checkLabel('rng: seed', seed)]);
}

function streamOf(path: readonly (number | string)[]): Rng {
  const words = Int32Array.from(stateOf(JSON.stringify(path)));
  const bits = xoshiro128(words);
  let spare: number | undefined;

  const uniform = (): number => uniformOf(bits);

  const normal = (): number => {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) {
        const factor = Math.sqrt((-2 * log(square)) / square);
        spare = y * factor;
        return x * factor;
      }
    }
  };

  const integer = (n: number): number => {
    if (!(Number.isInteger(n) && n >= 1 && n <= 4294967296)) {
      throw new OptionError(`integer: n should be an integer from 1 to 2^32, got ${describe(n)}`);
    }
    const limit = 4294967296 - (4294967296 % n);
    for (;;) {
      const drawn = bits();
      if (drawn < limit) return drawn % n;
    }
  };

  const shuffle: Rng['shuffle'] = (array) => {
    if (!Array.isArray(array) && !typedArrayKind(array)) {
      throw new OptionError(`shuffle: there should be an array to shuffle, got ${describe(array)}`);
    }
    for (let i = array.length - 1; i > 0; i--) {
      const j = integer(i + 1);
      [array[i], array[j]] = [array[j], array[i]];
    }
    return array;
  };

  function choice<T>(from: number | ArrayLike<T>, options: ChoiceOptions = {}): unknown {
    const length = typeof from === 'number' ? from : from?.length;
    if (typeof length !== 'number') {
      throw new OptionError(
        `choice: there should be a number or an array to choose from, got ${describe(from)}`,
      );
    }
    const indices = drawIndices({ uniform, integer }, length, options);
    const chosen = typeof from === 'number' ? indices : indices.map((index) => from[index]);
    return options.size === undefined ? chosen[0] : chosen;
  }

  return {
    uniform: (...given: unknown[]) => {
      if (areBounds(given)) throw surplus('uniform', given, 'uniforms(shape, { low, high })');
      return uniform();
    },
    normal: (...given: unknown[]) => {
      if (areBounds(given)) throw surplus('normal', given, 'normals(shape, { mean, std })');
      return normal();
    },
    integer: (n, ...given: unknown[]) => {
      if (given.length === 1) throw surplus('integer', [n, ...given], 'low + integer(high − low)');
      return integer(n);
    },
    shuffle,
    permutation: (n) => {
      if (!(Number.isInteger(n) && n >= 0 && n <= 2147483647)) {
        throw new OptionError(`permutation: n should be an integer from 0 to 2^31 − 1, got ${describe(n)}`);
      }
      return shuffle(Int32Array.from({ length: n }, (_, i) => i));
    },
    choice: choice as Rng['choice'],
    normals: (shape, options = {}) => {
      checkOptions('normals', options, ['mean', 'std', 'dtype']);
      const { mean = 0, std = 1, dtype } = options;
      checkDType('normals', dtype);
      checkFinite('normals', { mean, std });
      if (std < 0) throw new OptionError(`normals: std should not be negative, got ${std}`);
      sizeOf(shape, 'normals');
      const drawn = zeros(shape, { dtype });
      const { data } = drawn; // which looks, each time it is asked for, whether it may be
      for (let i = 0; i < data.length; i++) data[i] = mean + std * normal();
      return drawn;
    },
    uniforms: (shape, options = {}) => {
      checkOptions('uniforms', options, ['low', 'high', 'dtype']);
      const { low = 0, high = 1, dtype } = options;
      checkDType('uniforms', dtype);
      checkFinite('uniforms', { low, high });
      if (!(low < high)) throw new OptionError(`uniforms: low should be below high, got ${low} and ${high}`);
      sizeOf(shape, 'uniforms');
      const drawn = zeros(shape, { dtype });
      fillWithUniforms(words, drawn.data, low, high - low);
      return drawn;
    },
    split: (label) => streamOf([...path, checkLabel('split: label', label)]),
  };
}

/** And not what `map` or `Array.from` calls with. */
function areBounds(given: readonly unknown[]): boolean {
  return given.length < 3 && typeof given[0] === 'number';
}

function surplus(where: string, given: readonly unknown[], instead: string): OptionError {
  const takes = where === 'integer' ? 'n alone' : 'no arguments';
  return new OptionError(
    `${where}: it takes ${takes}, got ${given.map(describe).join(', ')}; see ${instead}`,
  );
}

function checkLabel(what: string, label: unknown): number | string {
  if (typeof label === 'string') return label;
  if (typeof label === 'number' && Math.abs(label) <= Number.MAX_SAFE_INTEGER) return label;
  throw new OptionError(`${what} should be a finite number below 2^53 or a string, got ${describe(label)}`);
}

function checkFinite(where: string, options: Record<string, number>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Number.isFinite(value))
      throw new OptionError(`${where}: ${name} should be a finite number, got ${describe(value)}`);
  }
}
