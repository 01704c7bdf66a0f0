import { float32Array, scope, setThreads } from '../../src/wasm';
import type { Backend } from '../../src/wasm/backend';
import { kernelModule, setBackend } from '../../src/wasm/module';
import { Draw, type Family } from './draw';

/** Where a run of the cases takes place. */
export interface Place {
  readonly backend: Backend;
  readonly threads: number;
  /** The calling thread runs native kernels, the others WebAssembly. */
  readonly mixed?: boolean;
}

export interface Difference {
  readonly family: string;
  readonly seed: string;
  readonly what: string;
  readonly place: Place;
  readonly text: string;
}

const MARGIN = 16;

/** The bytes that a case leaves, its outputs' surroundings included, as words in which all NaNs are alike. */
function outputsOf(family: Family, seed: string): { what: string; words: Uint32Array[] } {
  return scope(() => {
    const draw = new Draw(seed);
    const { what, run } = family.draw(draw);
    const offset = draw.integer(0, 3);
    const whole: Float32Array[] = [];
    run((length, initial) => {
      const around = float32Array(length + 2 * MARGIN + 3).fill(12345);
      whole.push(around);
      const own = around.subarray(MARGIN + offset, MARGIN + offset + length).fill(NaN);
      if (initial) own.set(initial);
      return own;
    });
    const words = whole.map((data) => {
      const plain = new Uint32Array(data.slice().buffer);
      for (let i = 0; i < plain.length; i++) if ((plain[i] & 0x7fffffff) > 0x7f800000) plain[i] = 0x7fc00000;
      return plain;
    });
    return { what, words };
  });
}

function hashOf(words: readonly Uint32Array[]): number {
  let [low, high] = [2166136261, 5381];
  for (const data of words) {
    for (let i = 0; i < data.length; i++) {
      low = Math.imul(low ^ data[i], 16777619);
      high = (Math.imul(high, 33) + data[i]) | 0;
    }
  }
  return (low >>> 0) * 2097152 + (high >>> 11);
}

/** `count` cases of the families, by their shares; the seeds are named by `seed`. */
export function* casesOf(
  families: readonly Family[],
  count: number,
  seed: number,
): Generator<[Family, string]> {
  const total = families.reduce((sum, { share }) => sum + share, 0);
  for (const family of families) {
    const own = Math.ceil((count * family.share) / total);
    for (let i = 0; i < own; i++) yield [family, `${family.name} ${seed}.${i}`];
  }
}

/**
 * Runs the cases in each place and compares the bytes with those of the first.
 * @param tell - told of each place that is done
 */
export function compare(
  families: readonly Family[],
  { cases, seed, places }: { cases: number; seed: number; places: readonly Place[] },
  tell: (text: string) => void = () => {},
): Difference[] {
  const all = [...casesOf(families, cases, seed)];
  const go = ({ backend, threads, mixed }: Place): void => {
    setBackend(backend);
    setThreads(threads);
    if (mixed) Object.assign(kernelModule() ?? {}, { native: undefined });
  };
  const hashes = places.map((place) => {
    go(place);
    const found = all.map(([family, name]) => hashOf(outputsOf(family, name).words));
    tell(
      `${all.length} cases on ${place.backend}, ${place.threads} threads${place.mixed ? ', of which one native' : ''}`,
    );
    return found;
  });
  const different = places.flatMap((place, p) =>
    all.filter((_, i) => hashes[p][i] !== hashes[0][i]).map((one) => [place, ...one] as const),
  );
  return different.map(([place, family, name]) => {
    go(places[0]);
    const { what, words } = outputsOf(family, name);
    go(place);
    const text = firstDifference(words, outputsOf(family, name).words);
    return { family: family.name, seed: name, what, place, text };
  });
}

function firstDifference(expected: readonly Uint32Array[], got: readonly Uint32Array[]): string {
  const float = (word: number): string =>
    `${new Float32Array(new Uint32Array([word]).buffer)[0]} (0x${word.toString(16)})`;
  for (const [o, words] of expected.entries()) {
    const count = words.filter((word, i) => word !== got[o][i]).length;
    const at = words.findIndex((word, i) => word !== got[o][i]);
    if (at < 0) continue;
    const place = at < MARGIN || at >= words.length - MARGIN ? 'outside of it' : `number ${at - MARGIN}`;
    return `output ${o}, ${place}: ${float(words[at])} became ${float(got[o][at])}; ${count} of ${words.length} differ`;
  }
  return 'not again: it does not happen every time';
}
