import { homedir } from 'node:os';
import { parse, resolve, sep } from 'node:path';

/** The top folder of the project. */
export const root = resolve(__dirname, '..', '..');

/** Shortens the paths of this machine in a text, so that it reads the same on every other. */
export function hidePaths(text: string): string {
  const forms = (folder: string): string[] =>
    folder === parse(folder).root ? [] : [folder + sep, folder.replaceAll(sep, '/') + '/'];
  let result = text;
  for (const path of [...forms(process.cwd()), ...forms(root)]) result = result.replaceAll(path, '');
  for (const path of forms(homedir())) result = result.replaceAll(path, '~/');
  return result;
}
