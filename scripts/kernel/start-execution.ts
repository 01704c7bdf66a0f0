import type { MessagePort } from 'node:worker_threads';
import { allowEndingCode } from './end-running-code';
import { createExecution } from './execute';
import { complete, inspectCode, isComplete } from './language';
import { watchLateErrors } from './late-errors';
import { startBuild } from './library';
import { createLink } from './link';
import { connectOutputs, publishFailure } from './outputs';
import { ownInterrupts } from './own-interrupts';
import { showCellFramesOnly } from './stack';

/** Lets this thread execute cells as the server's thread orders. */
export function startExecution(orders: MessagePort, shared: Int32Array): void {
  const ready = startBuild();
  const ending = allowEndingCode(shared);
  const tellListeners = ownInterrupts();
  const { publish, tellReady } = createLink({
    orders,
    shared,
    interrupt: (running) => {
      ending.recover();
      if (running) execution.interrupt();
      tellListeners();
    },
    endings: ending.count,
    handlers: {
      execute_request: (request) => execution.execute(request),
      complete_request: ({ content }) => complete(execution.executor, content),
      inspect_request: ({ content }) => inspectCode(execution.executor, content),
      is_complete_request: ({ content }) => isComplete(content),
    },
  });
  const execution = createExecution({ publish, shared, ready });
  const channel = connectOutputs(publish);
  const { settle } = watchLateErrors((cell, failure) => publishFailure(publish, cell, failure));
  Object.assign(globalThis, { [Symbol.for('softmax-lab.kernel')]: { ...channel, settle } });
  showCellFramesOnly();
  tellReady();
}
