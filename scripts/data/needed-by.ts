import { datasets } from 'softmax-lab';
import { codeCells, readNotebook, textOf } from '../rerun/notebook';

/** The data sets that the cells of notebooks load: `datasets.mobyDick` is of `moby-dick`. */
export function neededBy(notebooks: readonly string[]): string[] {
  const cells = notebooks.flatMap((path) => codeCells(readNotebook(path)));
  const used = cells.flatMap(({ source }) => [...textOf(source).matchAll(/\bdatasets\.(\w+)/g)]);
  return datasets.names.filter((name) => used.some(([, loader]) => loads(loader, name)));
}

/** Whether a function is a data set's: its name is that of the set, and maybe words more. */
export function loads(loader: string, name: string): boolean {
  const own = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return new RegExp(`^${own}(?![a-z0-9])`).test(loader);
}
