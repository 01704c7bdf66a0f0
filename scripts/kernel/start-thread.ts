import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TransferListItem, Worker } from 'node:worker_threads';
import { REGISTER_INSTANCE } from 'ts-node';
import { log } from './log';

const FOLDER = join(__dirname, 'threads');
/** The thread gets compiled sources: a compiler of its own would cost it 60 MB and half a second. */
const LOADER = `
  const { workerData } = require('node:worker_threads');
  require('node:module')._extensions['.ts'] = (module, file) => module._compile(workerData.sources[file], file);
  require(workerData.file);`;
const SHARED_WITH_MAIN = ['log.ts', 'shared.ts'].map((name) => join(__dirname, name));

/** The compiler that ts-node has loaded. */
export const service = process[REGISTER_INSTANCE] as NonNullable<(typeof process)[typeof REGISTER_INSTANCE]>;

let sources: Record<string, string> | undefined;

/** Starts a thread of the kernel with the data; the kernel does not outlive it. */
export function startThread(name: 'server' | 'signals', data: object, transfer: TransferListItem[]): void {
  sources ??= compile();
  const worker = new Worker(LOADER, {
    eval: true,
    execArgv: [],
    workerData: { ...data, file: join(FOLDER, `${name}.ts`), sources },
    transferList: transfer,
  });
  worker.unref();
  worker.on('error', (error) => {
    log(`its ${name} thread failed`, error);
    process.kill(process.pid, 'SIGKILL');
  });
}

function compile(): Record<string, string> {
  const files = [...readdirSync(FOLDER).map((name) => join(FOLDER, name)), ...SHARED_WITH_MAIN];
  return Object.fromEntries(files.map((file) => [file, service.compile(readFileSync(file, 'utf8'), file)]));
}
