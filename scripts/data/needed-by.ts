import { datasets } from 'softmax-lab';
import { codeCells, readNotebook, textOf } from '../rerun/notebook';

/** The data sets that the cells of notebooks load: `datasets.mobyDick` is of `moby-dick`. */
export function neededBy(notebooks: readonly string[]): string[] {
  const cells = notebooks.flatMap((path) => codeCells(readNotebook(path)));
  const used = cells.flatMap(({ source }) => [...textOf(source).matchAll(/\bdatasets\.(\w+)/g)]);
  const needed = used.map(([, loader]) => loadedBy(loader, datasets.names));
  return datasets.names.filter((name) => needed.includes(name));
}

/** The data set of a function, whose name is that of the set, and maybe words more: the longest name that fits. */
export function loadedBy(loader: string, names: readonly string[]): string | undefined {
  const fitting = names.filter((name) => {
    const own = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    return new RegExp(`^${own}(?![a-z0-9])`).test(loader);
  });
  return fitting.sort((a, b) => b.length - a.length)[0];
}
