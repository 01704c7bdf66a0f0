/** What `npm run fuzz` runs, in a process of its own: its options as JSON are the only argument. */
import { join } from 'node:path';
import type { Backend } from '../../src/wasm/backend';
import { compare, type Place } from './compare';
import { FAMILIES } from './families';
import { guardMemory } from './sanitize';

export interface FuzzOptions {
  readonly families: readonly string[];
  readonly cases: number;
  readonly seed: number;
  readonly backend: Backend;
  readonly threads: readonly number[];
  /** The add-on that SOFTMAX_LAB_NATIVE names is compiled with sanitizers. */
  readonly sanitized?: boolean;
}

const options = JSON.parse(process.argv[2]) as FuzzOptions;
if (options.sanitized) guardMemory(join(process.env.SOFTMAX_LAB_NATIVE ?? '', 'kernels.node'));
const unknown = options.families.find((name) => !FAMILIES.some((family) => family.name === name));
if (unknown !== undefined) {
  console.error(`there is no family '${unknown}'; there are ${FAMILIES.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const families = FAMILIES.filter(
  ({ name }) => options.families.length === 0 || options.families.includes(name),
);
const places: Place[] = [{ backend: 'wasm', threads: 1 }];
for (const threads of options.threads) places.push({ backend: options.backend, threads });
if (options.threads.length > 1) places.push({ backend: options.backend, threads: 3, mixed: true });

const differences = compare(families, { ...options, places }, console.log);
for (const { seed, what, place, text } of differences.slice(0, 20)) {
  const mixed = place.mixed ? ', of which one native' : '';
  console.log(`✗ ${seed}: ${what}\n  ${place.backend}, ${place.threads} threads${mixed}: ${text}`);
}
console.log(`seed ${options.seed}: ${differences.length} differences`);
process.exitCode = differences.length > 0 ? 1 : 0;
