import { DatasetError, tensor, type Tensor } from '../core';
import { badLine, readLines } from './read-lines';

/** Documents of queries, those of a query one after another. */
export interface RankedQueries {
  /** `[N, D]`, float64. */
  readonly features: Tensor;
  /** `[N]`, how relevant a document is: 0 to 4. */
  readonly relevance: Int32Array;
  /** `[Q + 1]`: the documents of query `q` are those from `queryStarts[q]` to below `queryStarts[q + 1]`. */
  readonly queryStarts: Int32Array;
  /** `[Q]`, as the original data number them. */
  readonly queryIds: Int32Array;
}

/**
 * Lines `relevance qid:query 1:x 2:x …` with all features in order. Feature 1 is column 0.
 * @throws {@link DatasetError} that names the line which is none, or returns to a query
 */
export function readRankedQueries(name: string, bytes: Uint8Array, columns: number): RankedQueries {
  const lines = readLines(name, bytes);
  const features = new Float64Array(lines.length * columns);
  const relevance = new Int32Array(lines.length);
  const [starts, ids]: number[][] = [[], []];
  for (const [i, line] of lines.entries()) {
    const [label, query, ...cells] = line.trimEnd().split(' ');
    const [, id] = /^qid:(\d+)$/.exec(query) ?? [];
    const isLine = /^[0-4]$/.test(label) && id !== undefined && cells.length === columns;
    const numbers = isLine ? cells.map((cell, d) => numberOf(cell, `${d + 1}:`)) : [NaN];
    if (!numbers.every(Number.isFinite)) {
      const expected = `a relevance of 0 … 4, qid:query and the features 1 … ${columns}`;
      throw badLine(name, i, expected, `${line.slice(0, 40)}…`);
    }
    relevance[i] = Number(label);
    features.set(numbers, i * columns);
    if (ids[ids.length - 1] === Number(id)) continue;
    if (ids.includes(Number(id)))
      throw new DatasetError(`${name}: line ${i + 1} returns to query ${id}`, 'content');
    starts.push(i);
    ids.push(Number(id));
  }
  return {
    features: tensor(features, { shape: [lines.length, columns] }),
    relevance,
    queryStarts: Int32Array.from([...starts, lines.length]),
    queryIds: Int32Array.from(ids),
  };
}

function numberOf(cell: string, key: string): number {
  return cell.startsWith(key) && cell.length > key.length ? Number(cell.slice(key.length)) : NaN;
}
