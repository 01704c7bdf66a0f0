import { formatJson, type Cell, type Notebook, type Output } from '../../scripts/rerun/notebook';

export type CellLike = string | (Partial<Cell> & { source: string; tags?: string[]; outputs?: Output[] });

/** A notebook of code cells, as Jupyter writes it; `more` replaces what is at its top. */
export function notebookText(cells: readonly CellLike[], more: Partial<Notebook> = {}): string {
  const full = cells.map((cell, i): Cell => {
    const { tags, outputs, ...rest } =
      typeof cell === 'string' ? { source: cell, tags: undefined, outputs: undefined } : cell;
    return {
      cell_type: 'code',
      ...((more.nbformat_minor ?? 5) >= 5 && { id: `c${i}` }),
      metadata: tags ? { tags } : {},
      outputs: outputs ?? [],
      execution_count: outputs ? i + 1 : null,
      ...rest,
    };
  });
  const kernelspec = { display_name: 'TypeScript', language: 'typescript', name: 'tslab' };
  const content: Notebook = {
    cells: full,
    metadata: { kernelspec },
    nbformat: 4,
    nbformat_minor: 5,
    ...more,
  };
  return `${formatJson(content)}\n`;
}
