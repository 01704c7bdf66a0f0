import { setTimeout } from 'node:timers/promises';
import { quickCases, tasks, type Case } from './cases';
import { median } from './median';
import { isOurs } from './participants';
import type { Answers, Request } from './protocol';
import { rounded, type CaseResult, type Figure } from './results';

/** A participant under one name in one process; with its heap kept or not it is two of the same name. */
export interface Contender {
  name: string;
  keptHeap: boolean;
  ask: <R extends Request>(request: R) => Promise<Answers[R['op']]>;
}

export interface Effort {
  /** Samples of each contender; fewer, though at least `leastRounds`, where a pair of them takes long. */
  rounds: number;
  leastRounds: number;
  /** A sample takes at least so long, by repeating the call. */
  seconds: number;
}

interface Ready {
  contender: Contender;
  calls: number;
  /** Bytes by which the process grew in the first call of this size. */
  memory?: number;
}

/**
 * Milliseconds between a peer's sample and ours. The threads of OpenMP and OpenBLAS look for work for up to 0.2 s after
 * a call, on the core that another thread of ours would have; ours look for less than a millisecond, and a sample after a
 * rest is slower than one that follows another of ours.
 */
const REST = 250;

/** Seconds beyond which a participant's call speaks for itself: it is left out. */
const TOO_LONG = 30;

/** Seconds of samples of one pair that are enough. */
const LONG_ENOUGH = 8;

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
      const samples: number[] = [];
      const ratios: number[] = [];
      for (let spent = 0; samples.length < effort.rounds;) {
        const before = own ? await sample(own) : 0;
        const seconds = await sample(other);
        if (threads > 1 && !isOurs(peer.name)) await setTimeout(REST);
        samples.push(seconds);
        if (own) ownSamples.push(before);
        ratios.push(seconds / before);
        spent += before * (own?.calls ?? 0) + seconds * other.calls;
        if (spent > LONG_ENOUGH && samples.length >= effort.leastRounds) break;
      }
      const figure = figureOf(work, median(samples), peer.keptHeap ? undefined : other.memory);
      if (own) figure.ratio = rounded(median(ratios), 3);
      if (peer.keptHeap) figure.keptHeap = true;
      await peer.ask({ op: 'release', participant: peer.name });
      // The faster of a peer's two ways; its memory is that of the way that gives memory back.
      const plain = figures[peer.name];
      if (plain === undefined) figures[peer.name] = figure;
      else if (figure.milliseconds < plain.milliseconds) {
        figures[peer.name] = plain.memory === undefined ? figure : { ...figure, memory: plain.memory };
      }
    } catch (error) {
      report(`✗ ${peer.name}, ${work.label}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  if (!own) return { label: work.label, threads, figures };
  while (ownSamples.length < effort.leastRounds) ownSamples.push(await sample(own));
  const figure = figureOf(work, median(ownSamples), own.memory);
  await ours.ask({ op: 'release', participant: ours.name });
  return { label: work.label, threads, figures: { [ours.name]: figure, ...figures } };
}

/** Sets a case up, warms it up, and finds how many calls a sample takes; undefined if it cannot do this one. */
async function prepare(work: Case, contender: Contender, effort: Effort): Promise<Ready | undefined> {
  const { task, sizes } = work;
  const participant = contender.name;
  const memory = work.resultBytes !== undefined;
  if (memory) {
    // A tiny one first, so that the memory of what is loaded and compiled at the first call does not count.
    const [tiny] = quickCases(task);
    const { supported } = await contender.ask({ op: 'prepare', participant, task, sizes: tiny.sizes });
    if (!supported) return undefined;
    await contender.ask({ op: 'run', participant, calls: 2 });
    await contender.ask({ op: 'release', participant });
  }
  const { supported } = await contender.ask({ op: 'prepare', participant, task, sizes });
  if (!supported) return undefined;
  const first = await contender.ask({ op: 'run', participant, calls: 1, memory });
  // The first call may have compiled.
  const warm = first.seconds > TOO_LONG ? await contender.ask({ op: 'run', participant, calls: 1 }) : first;
  if (warm.seconds > TOO_LONG)
    throw new Error(`a call takes ${Math.round(warm.seconds)} s, more than ${TOO_LONG}`);
  let calls = 1;
  // Two samples long enough, or one of a single call: compilers get to work only after a while, so that the
  // number must not rest on a slow start; nor may it grow more than tenfold at once.
  for (let enough = 0; enough < 2;) {
    const { seconds } = await contender.ask({ op: 'run', participant, calls });
    if (seconds >= effort.seconds) {
      if (calls === 1) break;
      enough++;
    } else calls = Math.ceil(calls * Math.min(10, Math.max(1.2, (1.1 * effort.seconds) / seconds)));
  }
  return { contender, calls, memory: first.memory };
}

/** Seconds of one call. */
async function sample({ contender, calls }: Ready): Promise<number> {
  const { seconds } = await contender.ask({ op: 'run', participant: contender.name, calls });
  return seconds / calls;
}

function figureOf(work: Case, seconds: number, grown?: number): Figure {
  const milliseconds = rounded(seconds * 1000);
  const rate = tasks[work.task].unit === 'ms' ? milliseconds : rounded(work.work / seconds);
  const figure: Figure = { rate, milliseconds };
  if (grown === undefined || work.resultBytes === undefined) return figure;
  return { ...figure, memory: rounded(Math.max(0, grown - work.resultBytes) / 1e6, 3) };
}

/** A line for the terminal. */
export function summary(work: Case, result: CaseResult): string {
  const { unit } = tasks[work.task];
  const parts = Object.entries(result.figures).map(([name, { rate, ratio, keptHeap, memory }]) => {
    const more = [
      ratio && `ours is ${ratio}×`,
      keptHeap && 'heap kept',
      memory !== undefined && `${memory} MB`,
    ];
    const note = more.filter(Boolean).join(', ');
    return `${name} ${rate}${note ? ` (${note})` : ''}`;
  });
  return `${work.label}, ${result.threads} threads, ${unit}: ${parts.join(' · ') || 'not measured'}`;
}
