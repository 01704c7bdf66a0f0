/**
 * The Jupyter kernel of the notebooks: tslab's TypeScript cells, with errors, results, history and late errors
 * told to Jupyter as its protocol has them, and `dist/` built when `src/` has changed. Jupyter starts it with
 * the path of a connection file.
 */
import { readFileSync } from 'node:fs';
import { createExecution } from './kernel/execute';
import { createHistory } from './kernel/history';
import { complete, inspectCode, isComplete, kernelInfo } from './kernel/language';
import { watchLateErrors } from './kernel/late-errors';
import { startBuild } from './kernel/library';
import { PROTOCOL_VERSION } from './kernel/message';
import { connectOutputs, publishFailure } from './kernel/outputs';
import { type Connection, createServer, log } from './kernel/server';
import { showCellFramesOnly } from './kernel/stack';

const EXIT_DELAY_MS = 100;
const ORPHAN_POLL_MS = 1000;

function main(): void {
  const connectionFile = process.argv[2];
  if (!connectionFile) {
    console.error('Jupyter starts this kernel; by hand: kernel.ts CONNECTION_FILE');
    process.exit(2);
  }
  const connection = JSON.parse(readFileSync(connectionFile, 'utf8')) as Connection;
  const ready = startBuild();
  const history = createHistory();

  const server = createServer(connection, {
    kernel_info_request: () => kernelInfo(PROTOCOL_VERSION),
    execute_request: (request) => execution.execute(request),
    complete_request: ({ content }) => complete(execution.executor, content),
    inspect_request: ({ content }) => inspectCode(execution.executor, content),
    is_complete_request: ({ content }) => isComplete(content),
    history_request: ({ content }) => history.answer(content),
    comm_info_request: () => ({ status: 'ok', comms: {} }),
    interrupt_request: () => {
      execution.executor.interrupt();
      return { status: 'ok' };
    },
    shutdown_request: ({ content }) => {
      setTimeout(shutDown, EXIT_DELAY_MS); // the reply goes first
      return { status: 'ok', restart: content.restart === true };
    },
  });
  const { publish } = server;
  const execution = createExecution({ publish, history, ready });
  const channel = connectOutputs(publish);
  const { settle } = watchLateErrors((cell, failure) => publishFailure(publish, cell, failure));
  Object.assign(globalThis, { [Symbol.for('softmax-lab.kernel')]: { ...channel, settle } });
  showCellFramesOnly();

  function shutDown(): void {
    server.close();
    process.exit(0);
  }

  process.on('SIGINT', () => execution.executor.interrupt());
  // A kernel whose Jupyter was killed would stay for ever.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && shutDown(), ORPHAN_POLL_MS).unref();
  server.listen().catch((error: unknown) => {
    log('it cannot listen', error);
    process.exit(1);
  });
}

main();
