/// <reference lib="dom" />
import type { Notice, Order, Surroundings } from '../messages';
import { base, loadScript } from './elements';

declare global {
  interface Window {
    KERNEL: string;
    SURROUNDINGS: Omit<Surroundings, 'base'>;
  }
}

type Listener = (notice: Notice) => void;

/** The page's kernel: started when a cell first runs, ended by `stop`, and then started anew. */
export class KernelLink {
  #worker: Promise<Worker> | undefined;
  #running: Worker | undefined;
  #end: ((failure: Ending) => void) | undefined;

  constructor(private readonly listen: Listener) {}

  get started(): boolean {
    return this.#worker !== undefined;
  }

  /** Runs a cell; resolves when it is done, or the kernel was stopped or has died. */
  async run(order: Order): Promise<Ending> {
    const worker = await (this.#worker ??= this.#start());
    return new Promise((resolve) => {
      this.#end = resolve;
      worker.postMessage(order);
    });
  }

  /** Ends whatever runs: a loop without end too. What cells have declared is lost. */
  stop(): void {
    this.#running?.terminate();
    this.#running = undefined;
    this.#worker = undefined;
    this.#end?.({ stopped: true });
    this.#end = undefined;
  }

  async #start(): Promise<Worker> {
    await loadScript('assets/kernel.js');
    const surroundings = JSON.stringify({ ...window.SURROUNDINGS, base });
    const source = `self.surroundings = ${surroundings};\n${window.KERNEL}`;
    const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
    const worker = new Worker(address);
    this.#running = worker;
    await new Promise<void>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Notice>) => {
        this.listen(data);
        resolve();
      };
      worker.onerror = ({ message }) => reject(new Error(`the kernel does not start: ${message}`));
    });
    URL.revokeObjectURL(address);
    worker.onmessage = ({ data }: MessageEvent<Notice>) => {
      this.listen(data);
      if (data.kind !== 'done') return;
      this.#end?.({ failure: data.failure });
      this.#end = undefined;
    };
    worker.onerror = ({ message }) => {
      const failure = { message: `the kernel has died: ${message || 'out of memory?'}`, elsewhere: false };
      const end = this.#end;
      this.#end = undefined;
      this.stop();
      end?.({ failure, stopped: true });
    };
    return worker;
  }
}

export interface Ending {
  failure?: { message: string; elsewhere: boolean };
  /** The kernel is no more. */
  stopped?: boolean;
}
