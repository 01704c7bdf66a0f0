import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './lib/command';
import { environmentOf, hasNative } from './lib/native-backends';
import { build, root } from './lib/paths';
import { runProcess } from './lib/run-process';

const help = `Usage: npm test -- nodes

Reruns every notebook on other versions of Node, each with its kernels on another backend (WebAssembly, AVX2, AVX-512,
which is emulated where there is none), and compares each output with the committed one, byte for byte. The versions come as
npm packages (about 30 MB each) into build/nodes/.

Exit codes: 0 done, 1 an output differs, 3 a version could not be installed.`;

const versions = [
  ['22.23.3', 'wasm'],
  ['24.9.0', 'avx2'],
  ['26.9.0', 'avx512'],
] as const;
const platform = process.platform === 'win32' ? 'win' : process.platform;
const name = `node-${platform}-${process.arch}`;

runCommand(help, async () => {
  let same = true;
  for (const [version, wanted] of versions) {
    const backend = hasNative() ? wanted : 'wasm';
    console.log(`\nNode ${version}, kernels on ${backend}`);
    const folder = join(build, 'nodes', version);
    const node = install(version, folder);
    if (node === undefined) process.exit(3);
    const env = { ...(await environmentOf(backend)), JUPYTER_PATH: kernelspecFor(node, folder) };
    const rerun = ['--require', 'ts-node/register/transpile-only', 'scripts/rerun.ts', '--check'];
    const status = await runProcess(node, [...rerun, '--out', join(folder, 'notebooks')], { env });
    same &&= status === 0;
  }
  return same;
});

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
