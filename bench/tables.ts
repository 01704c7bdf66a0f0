import { accuracyInputs } from './accuracy/inputs';
import { quantities, type AccuracyResult } from './accuracy/measure-accuracy';
import { taskNames, tasks, type TaskName } from './cases';
import type { Environment } from './environment';
import { isOurs, OURS, OURS_ON_WASM, OURS_WITH_OUT, servers } from './participants';
import { readResult, type CaseResult, type TaskResult } from './results';

const NOT_YET = 'not measured yet';
const participants = servers.flatMap((server) => server.participants);

/** What the README shows of `bench/results/`: three of its lines. */
export function summaryTables(): Record<string, string> {
  return { summary: summaryTable() };
}

/** Everything in `bench/results/`, by marker of bench/README.md. */
export function allTables(): Record<string, string> {
  const tables = taskNames.map((name) => [name, taskTable(name, readResult<TaskResult>(name))]);
  return Object.fromEntries([
    ...tables,
    ['accuracy', accuracyTable(readResult<AccuracyResult>('accuracy'))],
  ]) as Record<string, string>;
}

const SUMMARY: readonly [task: TaskName, label: string][] = [
  ['cross-entropy', '256×1024'],
  ['matmul', '1024×1024×1024 NN'],
  ['cnn', '128 images'],
];

/** A row a task, on one thread, and below them where each was measured. */
function summaryTable(): string {
  const titlesAt = new Map<string, string[]>();
  const rows = SUMMARY.map(([name, label]) => {
    const result = readResult<TaskResult>(name);
    const found = result?.cases.find((other) => other.label === label && other.threads === 1);
    const { title, unit } = tasks[name];
    if (result) {
      const place = machineOf(result.environment);
      titlesAt.set(place, [...(titlesAt.get(place) ?? []), title]);
    }
    const columns = [OURS, OURS_ON_WASM, 'PyTorch', 'JAX', 'tfjs wasm'];
    return [`${title}, ${label} (${unit})`, ...columns.map((name) => cell(found, name)), ratioToBest(found)];
  });
  const head = ['one thread', OURS, 'on WebAssembly', 'PyTorch', 'JAX', 'tfjs', 'ours to the best'];
  const places = [...titlesAt].map(([place, titles]) => `\n\n${place}: ${titles.join(' and ')}.`);
  return `${markdownTable(head, rows)}${places.join('')}`;
}

/** A row a case and number of threads; a column a participant that has a figure anywhere. */
export function taskTable(name: TaskName, result: TaskResult | undefined): string {
  const { title, unit, note, cases } = tasks[name];
  const present = participants.filter((name) => result?.cases.some(({ figures }) => name in figures));
  const columns = present.includes(OURS) ? present : [OURS, ...present];
  const threads = [...new Set(result?.cases.map(({ threads }) => threads) ?? [1])];
  const rows = cases.flatMap(({ label }) =>
    threads.map((count) => {
      const found = result?.cases.find((other) => other.label === label && other.threads === count);
      return [label, String(count), ...columns.map((name) => cell(found, name)), ratioToBest(found)];
    }),
  );
  const head = [unit, 'threads', ...columns, 'ours to the best'];
  const where = result ? `\n\n${placeOf(result.environment)}` : '';
  return `**${title}** (${unit}). ${note}\n\n${markdownTable(head, rows)}${where}`;
}

function cell(result: CaseResult | undefined, name: string): string {
  const figure = result?.figures[name];
  if (figure === undefined) return name === OURS ? NOT_YET : '–';
  if (name === OURS_WITH_OUT) return `${short(figure.rate)}: ${figure.ratio?.toFixed(2)}×`;
  const memory = figure.memory === undefined ? '' : `, ${figure.memory} MB`;
  return `${short(figure.rate)}${figure.keptHeap ? '*' : ''}${memory}`;
}

/** Of the peers' ratios the smallest: that to the fastest peer. */
function ratioToBest(result: CaseResult | undefined): string {
  const ratios = Object.entries(result?.figures ?? {}).flatMap(([name, { ratio }]) =>
    ratio === undefined || isOurs(name) ? [] : [{ name, ratio }],
  );
  if (ratios.length === 0) return '–';
  const best = ratios.reduce((a, b) => (b.ratio < a.ratio ? b : a));
  return `${best.ratio.toFixed(2)}× ${best.name}`;
}

/** Largest errors; a row a kind of input and quantity. */
export function accuracyTable(result: AccuracyResult | undefined): string {
  const present = participants.filter((name) => name in (result?.errors ?? {}));
  const columns = present.includes(OURS) ? present : [OURS, ...present];
  const rows = accuracyInputs(true).flatMap(({ name: input }) =>
    quantities.map((quantity) => [
      input,
      quantity,
      ...columns.map((name) => {
        const error = result?.errors[name]?.[input]?.[quantity];
        if (error === undefined) return name === OURS ? NOT_YET : '–';
        return error === null ? 'NaN' : ulps(error);
      }),
    ]),
  );
  const where = result ? `\n\n${placeOf(result.environment)}` : '';
  return `${markdownTable(['logits', 'ulp', ...columns], rows)}${where}`;
}

function placeOf(environment: Environment): string {
  const list = Object.entries(environment.versions).map(([name, version]) => `${name} ${version}`);
  return `${machineOf(environment)}, with ${list.join(', ')}.`;
}

export function machineOf({ cpu, cores, system, commit, pinned }: Environment): string {
  const held = pinned ? '; each process held to its cores' : '';
  return `Measured on ${cpu} (${cores} cores, ${system}${held}) at commit ${commit}`;
}

/** Three significant digits, thousands set apart. */
export function short(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 20 });
}

function ulps(error: number): string {
  if (error < 1000) return error < 10 ? error.toFixed(1) : error.toFixed(0);
  const power = Math.floor(Math.log10(error));
  const digits = [...String(power)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
  return `${(error / 10 ** power).toFixed(1)}·10${digits}`;
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
