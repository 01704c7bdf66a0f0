import { tasks, type Case } from './cases';
import { median } from './median';
import type { Answers, Request } from './protocol';
import { rounded, type CaseResult, type Figure } from './results';

/** A participant under one name in one process; with its heap kept or not it is two of the same name. */
export interface Contender {
  name: string;
  keptHeap: boolean;
  ask: <R extends Request>(request: R) => Promise<Answers[R['op']]>;
}

export interface Effort {
  /** Samples of each contender. */
  rounds: number;
  /** A sample takes at least so long, by repeating the call. */
  seconds: number;
}

interface Ready {
  contender: Contender;
  calls: number;
  /** Bytes: of the first call, which sets up, and of one after the samples. */
  firstMemory?: number;
}

/**
 * Measures one case: each contender in turn with ours (ours, peer, ours, peer, …), so that drift hits both.
 * Processes wait idle while another computes.
 * @param report - is told of a contender that fails; it is left out
 */
export async function measure(
  work: Case,
  threads: number,
  ours: Contender,
  peers: readonly Contender[],
  effort: Effort,
  report: (line: string) => void,
): Promise<CaseResult> {
  const figures: Record<string, Figure> = {};
  const own = await prepare(work, ours, effort);
  const ownSamples: number[] = [];
  for (const peer of peers) {
    try {
      const other = await prepare(work, peer, effort);
      if (!other) continue;
      const samples: number[][] = [[], []];
      for (let round = 0; round < effort.rounds; round++) {
        if (own) samples[0].push(await sample(own));
        samples[1].push(await sample(other));
      }
      const figure = figureOf(work, median(samples[1]));
      if (own) figure.ratio = rounded(median(samples[1]) / median(samples[0]), 3);
      ownSamples.push(...samples[0]);
      if (peer.keptHeap) figure.keptHeap = true;
      await addMemory(work, other, figure);
      await peer.ask({ op: 'release', participant: peer.name });
      const before = figures[peer.name];
      if (before === undefined || before.milliseconds > figure.milliseconds) {
        figures[peer.name] = { ...figure, ...leastMemory(before, figure) };
      } else Object.assign(before, leastMemory(before, figure));
    } catch (error) {
      report(`✗ ${peer.name}, ${work.label}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  if (!own) return { label: work.label, threads, figures };
  while (ownSamples.length < effort.rounds) ownSamples.push(await sample(own));
  const figure = figureOf(work, median(ownSamples));
  await addMemory(work, own, figure, own.firstMemory);
  await ours.ask({ op: 'release', participant: ours.name });
  return { label: work.label, threads, figures: { [ours.name]: figure, ...figures } };
}

/** Sets a case up, warms it up, and finds how many calls a sample takes; undefined if it cannot do this one. */
async function prepare(work: Case, contender: Contender, effort: Effort): Promise<Ready | undefined> {
  const { task, sizes } = work;
  const participant = contender.name;
  const { supported } = await contender.ask({ op: 'prepare', participant, task, sizes });
  if (!supported) return undefined;
  const memory = work.resultBytes !== undefined;
  const first = await contender.ask({ op: 'run', participant, calls: 1, memory });
  let calls = 1;
  // Two samples long enough, or one of a single call: compilers get to work only after a while, so that the
  // number must not rest on a slow start; nor may it grow more than tenfold at once.
  for (let enough = 0; enough < 2; ) {
    const { seconds } = await contender.ask({ op: 'run', participant, calls });
    if (seconds >= effort.seconds) {
      if (calls === 1) break;
      enough++;
    } else calls = Math.ceil(calls * Math.min(10, Math.max(1.2, (1.1 * effort.seconds) / seconds)));
  }
  return { contender, calls, firstMemory: first.memory };
}

/** Seconds of one call. */
async function sample({ contender, calls }: Ready): Promise<number> {
  const { seconds } = await contender.ask({ op: 'run', participant: contender.name, calls });
  return seconds / calls;
}

/**
 * Peers are measured after the samples, when compilers have done; ours keeps the memory that it has grown, so of
 * ours the first call counts too.
 */
async function addMemory(work: Case, ready: Ready, figure: Figure, first = 0): Promise<void> {
  if (work.resultBytes === undefined) return;
  const { name, ask } = ready.contender;
  const { memory } = await ask({ op: 'run', participant: name, calls: 1, memory: true });
  if (memory === undefined) return;
  figure.memory = rounded(Math.max(0, (Math.max(memory, first) - work.resultBytes) / 1e6), 3);
}

/** Time and memory are each the better of a peer's two ways. */
function leastMemory(a: Figure | undefined, b: Figure): { memory?: number } {
  if (b.memory === undefined) return {};
  return { memory: Math.min(a?.memory ?? Infinity, b.memory) };
}

function figureOf(work: Case, seconds: number): Figure {
  return { rate: rounded(work.work / seconds), milliseconds: rounded(seconds * 1000) };
}

/** A line for the terminal. */
export function summary(work: Case, result: CaseResult): string {
  const { unit } = tasks[work.task];
  const parts = Object.entries(result.figures).map(([name, { rate, ratio, keptHeap, memory }]) => {
    const more = [ratio && `ours is ${ratio}×`, keptHeap && 'heap kept', memory && `${memory} MB`];
    const note = more.filter(Boolean).join(', ');
    return `${name} ${rate}${note ? ` (${note})` : ''}`;
  });
  return `${work.label}, ${result.threads} threads, ${unit}: ${parts.join(' · ') || 'not measured'}`;
}
