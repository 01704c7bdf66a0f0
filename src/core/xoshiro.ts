/** A source of uniform 32-bit integers (0 … 2³² − 1). */
export type Bits = () => number;

/**
 * xoshiro128** 1.1 of Blackman and Vigna: period 2^128 − 1, four words of state that are not all zero.
 * Its arithmetic is that of 32-bit integers, so every engine gives the same stream.
 *
 * Source: [BlackmanVigna2021]; https://prng.di.unimi.it/xoshiro128starstar.c
 */
export function xoshiro128(state: readonly number[]): Bits {
  // In variables, numbers beyond 31 bits would be objects of the heap.
  const words = Int32Array.from(state);
  return () => {
    const [a, b] = [words[0], words[1]];
    const c = words[2] ^ a;
    const d = words[3] ^ b;
    words[0] = a ^ d;
    words[1] = b ^ c;
    words[2] = c ^ (b << 9);
    words[3] = rotateLeft(d, 11);
    return Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
  };
}

/**
 * Four words of state from a text: each word is a chain of multiply-and-mix steps over the text's UTF-16 units,
 * the mixing being the finaliser of MurmurHash3 (which splitmix uses, too), so that texts that differ in one
 * unit give unrelated states.
 */
export function stateOf(text: string): number[] {
  const words = [1, 2, 3, 4].map((lane) => {
    let word = mix(Math.imul(lane, GOLDEN_RATIO));
    for (let i = 0; i < text.length; i++) word = mix(Math.imul(word ^ text.charCodeAt(i), 5) + GOLDEN_RATIO);
    return word;
  });
  // All zeros would stay zeros.
  return words.some((word) => word !== 0) ? words : [GOLDEN_RATIO, 0, 0, 0];
}

/** 2³² over the golden ratio, made odd. */
const GOLDEN_RATIO = 0x9e3779b9;

function mix(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
