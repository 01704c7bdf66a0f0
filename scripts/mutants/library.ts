import { appendFileSync, cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../lib/paths';

/** The kernels lie beside the other modules of `dist/`, which are all in one file. */
const APART = 'wasm/kernels.generated';

const text = readFileSync(join(root, 'tsconfig.json'), 'utf8');
const { config } = ts.parseConfigFileTextToJson('tsconfig.json', text) as {
  config: { compilerOptions: object };
};
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);

/** The copy's `dist/` is the project's: its scripts need one. */
export function linkLibrary(overlay: string): void {
  rmSync(join(overlay, 'dist'), { recursive: true, force: true });
  symlinkSync(join(root, 'dist'), join(overlay, 'dist'));
}

/**
 * Makes the copy's `dist/` one in which a source file alone is compiled anew, in a second; a build of all checks types that
 * no mutant changes.
 */
export function makeLibrary(overlay: string, file: string): void {
  const dist = join(overlay, 'dist');
  rmSync(dist, { recursive: true, force: true });
  cpSync(join(root, 'dist'), dist, { recursive: true });
  const name = file.replace(/^src\//, '').replace(/\.ts$/, '');
  const { outputText } = ts.transpileModule(readFileSync(join(overlay, file), 'utf8'), {
    fileName: file,
    compilerOptions: options,
  });
  if (name === APART) writeFileSync(join(dist, `${APART}.js`), outputText);
  else appendFileSync(join(dist, 'modules.js'), moduleText(name, outputText));
}

/** Takes the place of a module that was written before. */
function moduleText(name: string, code: string): string {
  return `
modules[${JSON.stringify(name)}] = (exports, __filename, __dirname) => {
  const require = (path) => {
    if (!path.startsWith('.')) return module.require(path);
    const found = module.require('node:path').posix.join(${JSON.stringify(name)}, '..', path);
    return $require(found in modules ? found : found + '/index');
  };
${code}
};
`;
}
