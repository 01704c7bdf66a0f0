import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mutant } from '../../test/mutants/mutant';
import { importScript } from '../lib/import-script';
import { root } from '../lib/paths';
import { removeLeftovers, temporaryIn } from '../lib/temporary';
import { linkLibrary, makeLibrary } from './library';

/** What a program might find changed; the rest of the project is linked. */
const COPIED = ['package.json', 'tsconfig.json', 'scripts', 'src', 'test'];
const NEITHER = ['.git', 'build', 'dist', 'node_modules', 'notebooks'];
const KERNELS = 'src/wasm/assembly/';
const GENERATED = 'src/wasm/kernels.generated.ts';

interface Compiler {
  compileKernels: (root: string) => void;
}

/** A copy of the project in a temporary folder, which is gone with this process: there a mutant lives. */
export function makeOverlay(): string {
  removeLeftovers(tmpdir());
  const overlay = temporaryIn(tmpdir());
  process.on('exit', () => fs.rmSync(overlay, { recursive: true, force: true }));
  for (const name of COPIED) fs.cpSync(join(root, name), join(overlay, name), { recursive: true });
  linkAll('', (name) => ![...COPIED, ...NEITHER].includes(name));
  linkAll('notebooks', (name) => !name.endsWith('.ipynb'));
  linkAll('node_modules', (name) => name !== 'softmax-lab');
  fs.symlinkSync('..', join(overlay, 'node_modules/softmax-lab'));
  fs.mkdirSync(join(overlay, 'build'));
  linkLibrary(overlay);
  return overlay;

  function linkAll(folder: string, isLinked: (name: string) => boolean): void {
    fs.mkdirSync(join(overlay, folder), { recursive: true });
    for (const name of fs.readdirSync(join(root, folder)).filter(isLinked))
      fs.symlinkSync(join(root, folder, name), join(overlay, folder, name));
  }
}

/** Puts a mutant in; `build` makes it a library for notebooks, `mend` takes it out. */
export async function mutate(
  overlay: string,
  { file, from, to }: Mutant,
): Promise<{ build: () => void; mend: () => void }> {
  const text = fs.readFileSync(join(root, file), 'utf8');
  fs.writeFileSync(
    join(overlay, file),
    text.replace(from, () => to),
  );
  const isKernel = file.startsWith(KERNELS);
  if (isKernel) (await importScript<Compiler>('lib/wasm-kernels.mjs')).compileKernels(overlay);
  return {
    build: () => makeLibrary(overlay, isKernel ? GENERATED : file),
    mend() {
      for (const name of isKernel ? [file, GENERATED] : [file])
        fs.copyFileSync(join(root, name), join(overlay, name));
      linkLibrary(overlay);
    },
  };
}
