import { makeCase } from '../../test/conformance/case';
import { dialects } from '../../test/conformance/dialects';
import { EPSILON, ROUNDINGS, sizesOf } from '../../test/conformance/tolerance';
import {
  flat,
  nameOf,
  type Batch,
  type DialectName,
  type Vector,
  type VectorFile,
} from '../../test/conformance/vectors';

/** How the vectors of a dialect differ from those that were committed. */
export interface Changes {
  /** Cases whose numbers are the same, bit for bit. */
  readonly same: number;
  /** Names of those that differ by no more than rounding. */
  readonly lastDigits: readonly string[];
  /** Cases that are new, gone, or differ by more, each said in a line. */
  readonly others: readonly string[];
  /** Versions that changed. */
  readonly versions: readonly string[];
}

export function changesOf(
  before: VectorFile,
  now: VectorFile,
  inputs: Readonly<Record<string, Batch>>,
): Changes {
  const old = new Map(before.cases.map((vector) => [nameOf(vector), vector]));
  const lastDigits: string[] = [];
  const others: string[] = [];
  let same = 0;
  for (const vector of now.cases) {
    const name = nameOf(vector);
    const previous = old.get(name);
    old.delete(name);
    if (previous === undefined) {
      others.push(`new: ${name}`);
      continue;
    }
    const change = changeOf(before.dialect, previous, vector, inputs[vector.input]);
    if (change === undefined) same++;
    else if (change === 'last digits') lastDigits.push(name);
    else others.push(`${name}: ${change}`);
  }
  for (const name of old.keys()) others.push(`gone: ${name}`);
  const versions = Object.entries(now.versions).flatMap(([name, version]) => {
    const committed = before.versions[name];
    return committed === version ? [] : [`${name} ${version}, committed with ${committed}`];
  });
  return { same, lastDigits, others, versions };
}

function changeOf(dialect: DialectName, before: Vector, now: Vector, batch: Batch): string | undefined {
  const test = makeCase(before, batch);
  const sizes = sizesOf(test, dialects[dialect].isLossy?.(test) ?? false);
  let change: string | undefined;
  for (const what of ['value', 'gradient'] as const) {
    const [old, fresh] = [flat(before[what]), flat(now[what])];
    if (old.length !== fresh.length) return `${what} has ${fresh.length} numbers, had ${old.length}`;
    for (const [i, x] of old.entries()) {
      if (Object.is(fresh[i], x)) continue;
      const within =
        fresh[i] === x || Math.abs(fresh[i] - x) <= ROUNDINGS * EPSILON[before.dtype] * sizes[what];
      if (!within) return `${what}[${i}] is ${fresh[i]}, was ${x}`;
      change = 'last digits';
    }
  }
  return change;
}
