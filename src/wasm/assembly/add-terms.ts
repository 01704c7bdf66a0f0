/**
 * The inner loops of the convolution's gradients: sums of scaled runs of numbers, of which there are as many as a list
 * says. A term of the list is eight bytes, an address and a factor (float32). Written once for both gradients: a weight's
 * is a sum of patches of the input, an input's a sum of runs of weights; either way factors that are 0 are not listed.
 */

/** to[0…31] ← to + Σ factor·at[offset + 0…31] over the terms from `term` up to `last`. */
export function addThirtyTwo(term: usize, last: usize, offset: usize, to: usize): void {
  let s0 = v128.load(to);
  let s1 = v128.load(to, 16);
  let s2 = v128.load(to, 32);
  let s3 = v128.load(to, 48);
  let s4 = v128.load(to, 64);
  let s5 = v128.load(to, 80);
  let s6 = v128.load(to, 96);
  let s7 = v128.load(to, 112);
  for (; term < last; term += 8) {
    const from = usize(load<u32>(term)) + offset;
    const factor = v128.load_splat<f32>(term, 4);
    s0 = f32x4.add(s0, f32x4.mul(factor, v128.load(from)));
    s1 = f32x4.add(s1, f32x4.mul(factor, v128.load(from, 16)));
    s2 = f32x4.add(s2, f32x4.mul(factor, v128.load(from, 32)));
    s3 = f32x4.add(s3, f32x4.mul(factor, v128.load(from, 48)));
    s4 = f32x4.add(s4, f32x4.mul(factor, v128.load(from, 64)));
    s5 = f32x4.add(s5, f32x4.mul(factor, v128.load(from, 80)));
    s6 = f32x4.add(s6, f32x4.mul(factor, v128.load(from, 96)));
    s7 = f32x4.add(s7, f32x4.mul(factor, v128.load(from, 112)));
  }
  v128.store(to, s0);
  v128.store(to, s1, 16);
  v128.store(to, s2, 32);
  v128.store(to, s3, 48);
  v128.store(to, s4, 64);
  v128.store(to, s5, 80);
  v128.store(to, s6, 96);
  v128.store(to, s7, 112);
}

/** As {@link addThirtyTwo} for sixteen numbers. */
export function addSixteen(term: usize, last: usize, offset: usize, to: usize): void {
  let s0 = v128.load(to);
  let s1 = v128.load(to, 16);
  let s2 = v128.load(to, 32);
  let s3 = v128.load(to, 48);
  for (; term < last; term += 8) {
    const from = usize(load<u32>(term)) + offset;
    const factor = v128.load_splat<f32>(term, 4);
    s0 = f32x4.add(s0, f32x4.mul(factor, v128.load(from)));
    s1 = f32x4.add(s1, f32x4.mul(factor, v128.load(from, 16)));
    s2 = f32x4.add(s2, f32x4.mul(factor, v128.load(from, 32)));
    s3 = f32x4.add(s3, f32x4.mul(factor, v128.load(from, 48)));
  }
  v128.store(to, s0);
  v128.store(to, s1, 16);
  v128.store(to, s2, 32);
  v128.store(to, s3, 48);
}
