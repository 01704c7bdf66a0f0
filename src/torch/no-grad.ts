import { afterTurn } from '../core';
import { checkFunction } from '../core/checks';

let recording = true;

/** What an interrupt of a body leaves undone. */
const watch = afterTurn(() => (recording = true));

/**
 * Calls `body` without keeping what `backward` would need: for evaluation. It must not be async.
 *
 * @returns what `body` returns
 * @example
 * const logits = torch.no_grad(() => model(test.images));
 * Source: cf. torch.no_grad
 */
export function no_grad<T>(body: () => T): T {
  checkFunction('no_grad', 'body', body);
  const before = recording;
  watch();
  recording = false;
  try {
    return body();
  } finally {
    recording = before;
  }
}

/** Whether results should know the way back. */
export function isRecording(): boolean {
  return recording;
}
