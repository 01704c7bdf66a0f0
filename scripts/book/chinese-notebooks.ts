import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, root } from '../lib/paths';
import { allNotebooks, allSolutions, nameOf } from '../rerun/notebook';
import { notebookText } from './chapters';

/**
 * Writes complete notebooks, their Markdown and the words of their figures in Chinese, with what they read beside them. What the reader has written
 * there before is kept in a folder whose name says so.
 * @returns the folder
 */
export function writeChineseNotebooks(folder = join(build, 'lab-zh')): string {
  for (const path of [...allNotebooks(), ...allSolutions()]) {
    const to = join(folder, `${nameOf(path)}.ipynb`);
    const text = notebookText(path, 'zh'); // a cell without Chinese stays in English
    const made = join(folder, '.made', `${nameOf(path)}.ipynb`);
    if (wasChanged(to, made)) cpSync(to, freeName(to));
    for (const file of [to, made]) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }
  for (const name of ['runs', 'package.json']) {
    rmSync(join(folder, name), { recursive: true, force: true });
    cpSync(join(root, 'notebooks', name), join(folder, name), { recursive: true });
  }
  return folder;
}

/** Whether the reader has changed what was made. */
function wasChanged(path: string, made: string): boolean {
  try {
    return readFileSync(path, 'utf8') !== readFileSync(made, 'utf8');
  } catch {
    return false; // it was not made before
  }
}

function freeName(path: string): string {
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  return path.replace(/\.ipynb$/, `-mine-${stamp}.ipynb`);
}
