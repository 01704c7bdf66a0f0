import { spawnSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { root } from '../scripts/lib/paths';

/** Where and with what a result was measured. */
export interface Environment {
  cpu: string;
  cores: number;
  memoryGB: number;
  system: string;
  /** Of the code measured; `+` when the working tree differed from it. */
  commit: string;
  /** Whether each process was held to as many cores as it had threads. */
  pinned: boolean;
  versions: Record<string, string>;
}

export function environment(versions: Record<string, string>, pinned: boolean): Environment {
  const names = Object.keys(versions).filter((name) => name !== 'softmax-lab');
  return {
    cpu: cpuName(),
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    commit: commit(),
    pinned,
    versions: Object.fromEntries(names.sort().map((name) => [name, versions[name]])),
  };
}

/** Virtual machines hide the model's name; its family and number remain. */
function cpuName(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown';
  const lscpu = spawnSync('lscpu', { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } }).stdout ?? '';
  const field = (name: string): string | undefined => new RegExp(`^${name}:\\s*(.+)$`, 'm').exec(lscpu)?.[1];
  const family = field('CPU family');
  return family === undefined ? model : `${model}, family ${family}, model ${field('Model')}`;
}

function commit(): string {
  const git = (...args: string[]): string => spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout;
  const changed = git('status', '--porcelain', '--', 'src', 'bench').replace(/^.. bench\/results\/.*$/gm, '');
  return git('rev-parse', '--short=12', 'HEAD').trim() + (changed.trim() === '' ? '' : '+');
}
