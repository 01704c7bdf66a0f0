import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArguments } from './lib/arguments';
import { runCommand } from './lib/command';
import { environmentOf, hasNative } from './lib/native-backends';
import { build, root } from './lib/paths';
import { runProcess } from './lib/run-process';
import { isHeavy } from './rerun/declared-parameters';
import { allNotebooks, readNotebook } from './rerun/notebook';
import { firstDifference } from './rerun/outputs';

const help = `Usage: npm test -- nodes, or ts-node scripts/check-nodes.ts [--all]

Reruns notebooks on other versions of Node, each with its kernels on another backend (WebAssembly, AVX2, AVX-512, which
is emulated where there is none), and compares each output with the committed one, byte for byte. Notebooks and versions
take turns from commit to commit, for all of them take longer than all other checks: a quarter of the notebooks are rerun,
each on one version; of the heavy ones, those that name values for a quick run, one is rerun in full by every other commit,
and the quick run of one on AVX-512 is compared with that of this Node. The versions come as npm packages (about 30 MB each)
into build/nodes/.

  --all      every notebook on every version, the heavy ones in full where nothing is emulated (an hour and more)

Exit codes: 0 done, 1 an output differs, 2 wrong usage, 3 a version could not be installed.`;

/** The backend that may be emulated, an order of magnitude slower, comes last. */
const versions = [
  ['22.23.3', 'wasm'],
  ['24.9.0', 'avx2'],
  ['26.9.0', 'avx512'],
] as const;
const platform = process.platform === 'win32' ? 'win' : process.platform;
const name = `node-${platform}-${process.arch}`;

runCommand(help, async (args) => {
  const { values } = parseArguments({ args, options: { all: { type: 'boolean', default: false } } });
  const heavy = allNotebooks().filter((path) => isHeavy(readNotebook(path)));
  const light = allNotebooks().filter((path) => !heavy.includes(path));
  const turn = commits();
  let same = true;
  for (const [i, [version, wanted]] of versions.entries()) {
    const backend = hasNative() ? wanted : 'wasm';
    console.log(`\nNode ${version}, kernels on ${backend}`);
    const folder = join(build, 'nodes', version);
    const node = install(version, folder);
    if (node === undefined) process.exit(3);
    const env = { ...(await environmentOf(backend)), JUPYTER_PATH: kernelspecFor(node, folder) };
    const theirs = (args: string[]): Promise<boolean> => rerun(node, env, args);
    const isQuick = wanted === 'avx512';
    const itsHeavy = values.all
      ? heavy
      : heavy.filter((_, h) => h === (turn + i) % heavy.length && (isQuick || i === turn % 4));
    const itsLight = light.filter((_, n) => values.all || (n + turn) % (4 * versions.length) === i);
    const full = isQuick ? itsLight : [...itsLight, ...itsHeavy];
    if (full.length > 0)
      same = (await theirs(['--check', ...full, '--out', join(folder, 'notebooks')])) && same;
    if (!isQuick) continue;
    const [here, there] = [join(build, 'nodes', 'quick'), join(folder, 'quick')];
    console.log('Quick runs, to be compared with each other: what a notebook claims need not hold in them.');
    same = (await rerun(process.execPath, process.env, ['--quick', ...itsHeavy, '--out', here])) && same;
    same = (await theirs(['--quick', ...itsHeavy, '--out', there])) && same;
    for (const path of itsHeavy) same = isAsHere(basename(path), here, there) && same;
  }
  return same;
});

/** How many there are up to this one. */
function commits(): number {
  const { stdout } = spawnSync('git', ['rev-list', '--count', 'HEAD'], { cwd: root, encoding: 'utf8' });
  return Number(stdout) || 0;
}

async function rerun(node: string, env: NodeJS.ProcessEnv, args: readonly string[]): Promise<boolean> {
  const command = ['--require', 'ts-node/register/transpile-only', 'scripts/rerun.ts', ...args];
  return (await runProcess(node, command, { env })) === 0;
}

function isAsHere(name: string, here: string, there: string): boolean {
  const [own, other] = [here, there].map((folder) => readNotebook(join(folder, name)));
  const difference = firstDifference(own, other);
  if (difference !== undefined) console.error(`✗ ${name}, quick: ${difference}`);
  return difference === undefined;
}

function install(version: string, folder: string): string | undefined {
  const node = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(node)) return node;
  mkdirSync(folder, { recursive: true });
  const args = [
    'install',
    '--prefix',
    folder,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    `${name}@${version}`,
  ];
  const { status } = spawnSync('npm', args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status === 0 && existsSync(node)) return node;
  console.error(`Node ${version} could not be installed from npm's ${name}: is the registry reachable?`);
  return undefined;
}

/** A folder for JUPYTER_PATH whose kernel `tslab` is the project's own, run by another Node. */
function kernelspecFor(node: string, folder: string): string {
  const own = join(root, '.venv/share/jupyter/kernels/tslab/kernel.json');
  const specification = JSON.parse(readFileSync(own, 'utf8')) as { argv: string[] };
  specification.argv[0] = node;
  const kernel = join(folder, 'jupyter/kernels/tslab');
  mkdirSync(kernel, { recursive: true });
  writeFileSync(join(kernel, 'kernel.json'), JSON.stringify(specification));
  return join(folder, 'jupyter');
}
