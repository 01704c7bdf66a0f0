import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LackingError } from '../lib/command';

/** Where a symbol lives whose version does not say so. */
const libraryOfPrefix: Record<string, string> = {
  nccl: 'libnccl.so.2',
  cusparseLt: 'libcusparseLt.so.0',
  cuFile: 'libcufile.so.0',
};
const libraryOfVersion: Record<string, string> = { NVSHMEM: 'libnvshmem_host.so.3' };

/**
 * Puts stand-ins for CUDA's libraries beside PyTorch's own.
 *
 * The index has PyTorch for Linux only as built for CUDA, which brings 2.4 GB of libraries that a processor never
 * calls, but without which the system's linker does not load PyTorch. A stand-in carries the names that PyTorch's
 * libraries refer to; to call one ends the process. What runs on the processor is in libtorch_cpu, untouched.
 * The CUDA runtime itself (2 MB) is the real one: PyTorch calls it to learn that there is no device.
 *
 * @param folder - `torch/lib`
 * @returns how many libraries were made; 0 where PyTorch was built without CUDA
 */
export function makeCudaStandIns(folder: string): number {
  const torch = readdirSync(folder).filter((name) => /^lib(torch|c10|caffe2).*\.so$/.test(name));
  if (!torch.includes('libtorch_cuda.so')) return 0;
  const wanted = missingSymbols(torch.map((name) => join(folder, name)));
  for (const [library, symbols] of wanted) {
    if (!existsSync(join(folder, library))) compile(folder, library, symbols);
  }
  return wanted.size;
}

/** By library: symbol → version ('' for none). */
function missingSymbols(files: string[]): Map<string, Map<string, string>> {
  const list = tool('nm', ['--dynamic', '--undefined-only', ...files]);
  const wanted = new Map<string, Map<string, string>>();
  for (const [, symbol, version = ''] of list.matchAll(/ [Uw] ([A-Za-z_]\w*)(?:@(\S+))?$/gm)) {
    const prefix = Object.keys(libraryOfPrefix).find((start) => symbol.startsWith(start));
    const library = /^lib(cu|nv)/.test(version)
      ? version
      : (libraryOfVersion[version] ?? (prefix && libraryOfPrefix[prefix]));
    if (library === undefined || library.startsWith('libcudart.')) continue;
    wanted.set(library, (wanted.get(library) ?? new Map<string, string>()).set(symbol, version));
  }
  return wanted;
}

function compile(folder: string, library: string, symbols: Map<string, string>): void {
  const temporary = mkdtempSync(join(folder, '.stand-in-'));
  try {
    const source = join(temporary, 'stand-in.c');
    const versions = join(temporary, 'versions');
    const names = [...symbols.keys()];
    writeFileSync(source, names.map((name) => `void ${name}(void) { __builtin_trap(); }\n`).join(''));
    const version = [...symbols.values()].find((name) => name !== '');
    writeFileSync(versions, `${version ?? ''} { global: *; };\n`);
    const output = join(folder, library);
    const linker = [`-Wl,-soname,${library}`, `-Wl,--version-script=${versions}`];
    tool('cc', ['-shared', '-fPIC', '-w', '-fno-builtin', '-o', output, ...linker, source]);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function tool(command: string, args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error !== undefined) {
    throw new LackingError(
      `frameworks: '${command}' is needed, here and by torch.compile, and was not found. On Debian and Ubuntu: ` +
        `'apt install g++', then repeat.`,
    );
  }
  if (status !== 0)
    throw new Error(`frameworks: ${command} ended with exit code ${status}: ${stderr.trim()}`);
  return stdout;
}
