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
 * torch.manual_seed(1);
 * const model = torch.nn.Linear(2, 3);
 * torch.no_grad(() => model(torch.tensor([[1, 2]]))).requires_grad // false
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
