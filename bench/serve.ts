import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { base64, bytes } from './base64';
import type { Answers, Implementation, Probe, Probed, Request } from './protocol';

type Prepared = () => unknown;

/**
 * Makes this process a server of participants: one request a line on standard input, one answer a line on standard
 * output. It ends with its input. `peers.py` is the same for Python.
 */
export async function serve(
  versions: Record<string, string>,
  participants: Record<string, Implementation>,
): Promise<void> {
  const ready = new Map<string, Prepared>();
  for await (const line of createInterface({ input: process.stdin })) {
    let answer: unknown;
    try {
      answer = await respond(JSON.parse(line) as Request);
    } catch (error) {
      answer = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }

  async function respond(request: Request): Promise<Answers[keyof Answers]> {
    if (request.op === 'versions') return versions;
    const { participant } = request;
    switch (request.op) {
      case 'prepare': {
        const call = await participants[participant].prepare(request.task, request.sizes);
        if (call) ready.set(participant, call);
        return { supported: call !== undefined };
      }
      case 'run':
        return run(ready.get(participant) as Prepared, request.calls, request.memory);
      case 'release':
        ready.delete(participant);
        return {};
      case 'probe':
        return probe(participants[participant], request);
    }
  }
}

async function run(call: Prepared, calls: number, memory = false): Promise<Answers['run']> {
  const before = memory ? startPeak() : undefined;
  const started = performance.now();
  for (let i = 0; i < calls; i++) {
    const result = call();
    if (result instanceof Promise) await result;
  }
  const seconds = (performance.now() - started) / 1000;
  return before === undefined ? { seconds } : { seconds, memory: status('VmHWM') - before };
}

async function probe(participant: Implementation, { rows, classes, logits, labels }: Probe): Promise<Probed> {
  if (!participant.probe) throw new Error('has no probe');
  const z = new Float32Array(bytes(logits));
  const result = await participant.probe(z, new Int32Array(bytes(labels)), rows, classes);
  const { softmax, logSoftmax, loss, gradient } = result;
  return {
    softmax: base64(softmax),
    logSoftmax: base64(logSoftmax),
    loss: base64(loss),
    gradient: base64(gradient),
  };
}

/** Makes Linux forget the process's peak; returns its size now. */
function startPeak(): number | undefined {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return status('VmRSS');
  } catch {
    return undefined;
  }
}

function status(field: string): number {
  const text = readFileSync('/proc/self/status', 'utf8');
  return 1024 * Number(new RegExp(`^${field}:\\s*(\\d+)`, 'm').exec(text)?.[1]);
}
