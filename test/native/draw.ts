import { rng } from '../../src/core';
import { float32Array } from '../../src/wasm';

type Rng = ReturnType<typeof rng>;

const SPECIAL = [0, -0, NaN, Infinity, -Infinity, 1e-45, -1e-45, 1.1e-38, 3.4e38, -3.4e38];
/** A prime number of normal draws, so that no two rows of a matrix are alike. */
const source = rng('native');
const POOL = Float32Array.from({ length: 65_537 }, () => source.normal());

/** Draws the inputs of one case: shapes, options, and arrays at whatever address, with special numbers among them. */
export class Draw {
  readonly random: Rng;

  constructor(seed: string) {
    this.random = rng(seed);
  }

  /** An integer of low … high; mostly small ones. */
  size(low: number, high: number): number {
    const share = this.random.uniform() ** 3;
    return low + Math.floor(share * (high - low + 1));
  }

  integer(low: number, high: number): number {
    return low + this.random.integer(high - low + 1);
  }

  chance(share: number): boolean {
    return this.random.uniform() < share;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.random.integer(values.length)];
  }

  /**
   * Normal numbers, of any magnitude if `scale` is not given, at an address that is a multiple of 4.
   * @param special - in how many of a hundred arrays there are NaN, infinities, subnormals and zeros
   */
  numbers(
    length: number,
    { scale = this.pick([1, 1, 1, 10, 100, 1000, 0.01, 1e-20]), special = 20 } = {},
  ): Float32Array {
    const data = float32Array(length + 4)
      .subarray(this.integer(0, 3))
      .subarray(0, length);
    let from = this.random.integer(POOL.length);
    for (let i = 0; i < length;) {
      const piece = POOL.subarray(from, from + length - i);
      data.set(piece, i);
      i += piece.length;
      from = 0;
    }
    if (scale !== 1) for (let i = 0; i < length; i++) data[i] *= scale;
    if (length > 0 && this.chance(special / 100)) {
      const many = this.chance(0.5) ? 1 : Math.ceil(length / this.integer(2, 50));
      const kinds = this.chance(0.5) ? SPECIAL : [this.pick(SPECIAL)];
      for (let i = 0; i < many; i++) data[this.random.integer(length)] = this.pick(kinds);
    }
    return data;
  }

  /** Of which most are 0. */
  sparse(length: number): Float32Array {
    const data = this.numbers(length);
    const share = this.pick([0.1, 0.5, 0.9]);
    for (let i = 0; i < length; i++) if (this.random.uniform() < share) data[i] = 0;
    return data;
  }
}

/** One call of a kernel's: what it is, and how it is done. */
export interface Case {
  readonly what: string;
  /** Calls it. What it writes lies in arrays that `out` gives: their surroundings are compared too. */
  readonly run: (out: (length: number, initial?: Float32Array) => Float32Array) => void;
}

/** Calls of one kind. */
export interface Family {
  readonly name: string;
  /** Of a hundred cases of all families, about so many. */
  readonly share: number;
  readonly draw: (draw: Draw) => Case;
}
