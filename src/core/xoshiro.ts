/** A source of uniform 32-bit integers (0 … 2³² − 1). */
export type Bits = () => number;

/**
 * xoshiro128** 1.1 of Blackman and Vigna: period 2^128 − 1, four words of state that are not all zero; a draw advances them.
 * Its arithmetic is that of 32-bit integers, so every engine gives the same stream.
 *
 * Source: [BlackmanVigna2021]; https://prng.di.unimi.it/xoshiro128starstar.c
 */
export function xoshiro128(words: Int32Array): Bits {
  // In a closure's variables, numbers beyond 31 bits would be objects of the heap.
  return () => {
    const [a, b] = [words[0], words[1]];
    const c = words[2] ^ a;
    const d = words[3] ^ b;
    words[0] = a ^ d;
    words[1] = b ^ c;
    words[2] = c ^ (b << 9);
    words[3] = rotateLeft(d, 11);
    return scrambled(b) >>> 0;
  };
}

/** A multiple of 2⁻⁵³ in [0, 1), of two draws. */
export function uniformOf(bits: Bits): number {
  return joined(bits() >>> 5, bits() >>> 6);
}

/** to[i] ← low + span·{@link uniformOf}: several times as fast as one after another, for the state stays in registers. */
export function fillWithUniforms(
  words: Int32Array,
  to: { [i: number]: number; readonly length: number },
  low: number,
  span: number,
): void {
  let [a, b, c, d] = words;
  let high = 0;
  for (let draw = 0; draw < 2 * to.length; draw++) {
    const drawn = scrambled(b);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    if (draw % 2 === 0) high = drawn >>> 5;
    else to[draw >> 1] = low + span * joined(high, drawn >>> 6);
  }
  words.set([a, b, c, d]);
}

function scrambled(word: number): number {
  return Math.imul(rotateLeft(Math.imul(word, 5), 7), 9);
}

/** 27 bits and 26 as one fraction. */
function joined(high: number, low: number): number {
  return (high * 67108864 + low) / 9007199254740992;
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
