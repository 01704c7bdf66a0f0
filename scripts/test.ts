import { existsSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { unknownWord } from './lib/arguments';
import { runCommand, UsageError } from './lib/command';
import { nodeTests, testFiles, tsNode } from './lib/node-tests';
import { build, python, root } from './lib/paths';
import { runProcess } from './lib/run-process';
import { textTable } from './lib/status';
import { allNotebooks, allSolutions } from './rerun/notebook';

interface Step {
  what: string;
  /** Commands, one after another; those after one that failed run too. `paths` are what it is restricted to. */
  commands: (paths: string[]) => string[][];
}

/** What the library alone is tested by: fast, and without kernels, browsers or data that must be fetched. */
const LIBRARY = [
  'src',
  'test/examples',
  'test/interface',
  'test/losses',
  'test/conformance',
  'test/torch',
  'test/calibration',
  'test/ranking',
  'test/references.test.ts',
  'test/registries.test.ts',
];

/** What other steps run. */
const ELSEWHERE = [...LIBRARY, 'test/native'];

const node = process.execPath;
const bin = (name: string): string => join(root, 'node_modules/.bin', name);
const script = (name: string, ...args: string[]): string[] => [
  node,
  ...tsNode,
  `scripts/${name}.ts`,
  ...args,
];

const steps: Record<string, Step> = {
  types: { what: 'the compiler', commands: () => [[bin('tsc'), '-p', 'tsconfig.check.json']] },
  lint: {
    what: 'linter (with the import arrows) and formatter',
    commands: (paths) => [
      [bin('eslint'), '--max-warnings', '0', '--no-warn-ignored', ...orAll(paths)],
      [bin('prettier'), '--check', '--log-level', 'warn', ...orAll(paths)],
    ],
  },
  unit: {
    what: 'unit and contract tests of the library',
    commands: (paths) => [nodeTests(shards((paths.length > 0 ? paths : LIBRARY).flatMap(testFiles)))],
  },
  cells: { what: "the notebooks' cells: types and lint", commands: () => [script('check-cells')] },
  kernel: {
    what: 'kernel conformance',
    commands: () => [[python, '-m', 'unittest', 'discover', '--start-directory', 'test/kernel']],
  },
  notebooks: {
    what: 'every notebook and solution, rerun and compared',
    commands: () => [script('rerun', '--check', ...allNotebooks(), ...allSolutions())],
  },
  faults: {
    what: 'faults injected into every part: none wrong in silence, no hang',
    commands: () => [script('faults')],
  },
  mutants: {
    what: 'a sample of the mutants of src: noticed by a test, and by a claim',
    commands: () => [script('mutants', '--sample')],
  },
  backends: {
    what: "the kernels on every backend, and native kernels' bytes beside WebAssembly's",
    commands: () => [script('check-backends')],
  },
  nodes: {
    what: 'the same bytes on newer versions of Node and on every backend',
    commands: () => [script('check-nodes')],
  },
  whole: {
    what: 'what crosses folders: rerun, export, data, consumer, JupyterLab, kernels in a browser',
    commands: () => [
      nodeTests(testFiles('test').filter((file) => !ELSEWHERE.some((path) => file.startsWith(path)))),
    ],
  },
};
const RESTRICTED = ['lint', 'unit'];

/** Two lanes of long ones that take about as long as each other; those of a lane follow one another. */
const LANES = [
  ['notebooks', 'nodes'],
  ['kernel', 'faults', 'mutants', 'backends', 'whole'],
];

/** Of what a failed step printed, said again where a reader looks: at the end. */
const LAST_LINES = 30;

const help = `Usage: npm test [-- step… [path…]]

Runs all checks, or those named:
${Object.entries(steps)
  .map(([name, { what }]) => `  ${name.padEnd(10)} ${what}`)
  .join('\n')}

  path       a file or folder, to which the steps ${RESTRICTED.join(' and ')} are restricted

npm run test:unit is the fast part. Exit codes: 0 all passed, 1 a step failed, 2 wrong usage.`;

runCommand(help, async (args) => {
  const paths = args.filter((arg) => !(arg in steps));
  const names = args.length > paths.length ? args.filter((arg) => arg in steps) : Object.keys(steps);
  check(paths, names);
  const rows: string[][] = [];
  const ends: string[] = [];
  const runStep = async (name: string, beside: boolean): Promise<void> => {
    const title = `\n── ${name}: ${steps[name].what}`;
    const log = join(build, `test-${name}.log`);
    console.log(beside ? `${title} (meanwhile, into build/${basename(log)})` : title);
    const started = performance.now();
    const passed = await runAll(steps[name].commands(paths), beside ? openSync(log, 'w') : 'inherit');
    const printed = beside ? readFileSync(log, 'utf8') : '';
    if (beside) console.log(`${title}\n${printed}`);
    if (beside && !passed) ends.push(`${title}, its end once more\n${lastLines(printed)}`);
    rows.push([passed ? '✓' : '✗', name, `${((performance.now() - started) / 1000).toFixed(0)} s`]);
  };
  const [live, beside] = LANES.map((lane) => lane.filter((name) => names.includes(name)));
  const first = names.filter((name) => !LANES.flat().includes(name));
  for (const name of [...first, ...(live.length > 0 ? [] : beside)]) await runStep(name, false);
  const runLane = async (lane: readonly string[]): Promise<void> => {
    for (const name of lane) await runStep(name, lane === beside);
  };
  if (live.length > 0) await Promise.all([live, beside].map(runLane));
  const failed = rows.filter(([mark]) => mark === '✗').length;
  console.log(
    `${ends.join('\n')}\n${textTable(['', 'step', 'time'], rows)}\n\n${rows.length - failed} passed, ${failed} failed`,
  );
  return failed === 0;
});

/** @throws {@link UsageError} */
function check(paths: readonly string[], names: readonly string[]): void {
  const unknown = paths.find((path) => !existsSync(join(root, path)));
  if (unknown !== undefined) throw unknownWord('step and no path', unknown, Object.keys(steps));
  const whole = names.find((name) => !RESTRICTED.includes(name));
  if (paths.length > 0 && whole !== undefined)
    throw new UsageError(`the step '${whole}' takes no path; ${RESTRICTED.join(' and ')} do`);
}

async function runAll(commands: readonly string[][], output: number | 'inherit'): Promise<boolean> {
  let passed = true;
  for (const [command, ...args] of commands) {
    if ((await runProcess(command, args, { stdio: ['ignore', output, output] })) !== 0) passed = false;
  }
  return passed;
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
}

function orAll(paths: string[]): string[] {
  return paths.length > 0 ? paths : ['.'];
}

/**
 * Node gives each test file a process, most of which goes into loading the compiler: a file for each core stands for
 * all. They are dealt by size, which is near enough to the time they take.
 */
function shards(files: string[]): string[] {
  const folder = join(build, 'unit');
  mkdirSync(folder, { recursive: true });
  const paths = files.map((file) => join(root, file));
  const size = (path: string): number => statSync(path).size;
  paths.sort((a, b) => size(b) - size(a));
  const count = Math.min(availableParallelism(), paths.length);
  return Array.from({ length: count }, (_, shard) => {
    const mine = paths.filter((_, i) => i % count === shard);
    const path = join(folder, `shard-${shard + 1}.cjs`);
    writeFileSync(path, mine.map((file) => `require(${JSON.stringify(file)});\n`).join(''));
    return path;
  });
}
