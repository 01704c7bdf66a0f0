/** Bytes that each thread has to itself for the length of one kernel call; the host gives them at start-up. */
export const SCRATCH_BYTES: usize = 524288;

/** Where this thread's bytes start, aligned to 64. An instance's globals are its own: threads share memory alone. */
export let scratch: usize = 0;

export function setScratch(at: usize): usize {
  scratch = at;
  return SCRATCH_BYTES;
}
