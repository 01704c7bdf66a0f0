import { OptionError } from '../core';
import { describe } from '../core/checks';
import { nodeModule } from '../core/node-module';
import { parseCsv } from '../text';
import { sweepOf, type ParameterValue, type Sweep, type SweepRow } from './sweep';

/** Columns that are no parameters; the first two a table of a sweep must have. */
const OWN = ['quantity', 'value', 'run', 'cell', 'kind', 'holds'];

/**
 * The results of `npm run sweep`, to be looked at: `show(sweep)` shows means with their intervals over seeds, as a table and
 * as figures.
 *
 * @param path - the sweep's folder (`--out`), its results.csv, or the file of `--record`
 * @throws {@link OptionError} if there is no such file, or it is not a sweep's
 * @example
 * import { writeFileSync } from 'node:fs';
 * writeFileSync('sweep.csv', 'seed,quantity,value\n1,ours,0.75\n1,theirs,0.5\n2,ours,0.5\n2,theirs,0.5\n');
 * const sweep = readSweep('sweep.csv');
 * sweep.values('ours') // [0.75, 0.5]
 * sweep.differences('ours', 'theirs') // [0.25, 0]
 */
export function readSweep(path: string): Sweep {
  if (typeof path !== 'string' || path === '') {
    throw new OptionError(
      `readSweep: path should be the folder of a sweep or a CSV file, got ${describe(path)}`,
    );
  }
  const file = /\.csv$/i.test(path) ? path : `${path.replace(/[\\/]+$/, '')}/results.csv`;
  let csv: string;
  try {
    csv = nodeModule('node:fs').readFileSync(file, 'utf8');
  } catch (error) {
    throw new OptionError(
      `readSweep: ${file} can't be read (${(error as Error).message}); npm run sweep -- … --out ${path} makes it`,
    );
  }
  const [head = [], ...lines] = parseCsv(csv);
  const missing = OWN.slice(0, 2).filter((name) => !head.includes(name));
  if (missing.length > 0) {
    throw new OptionError(
      `readSweep: ${file} is no table of a sweep: it has no column ${missing.join(', no ')}`,
    );
  }
  const odd = lines.findIndex((line) => line.length !== head.length);
  if (odd >= 0) {
    throw new OptionError(
      `readSweep: ${file}: row ${odd + 1} has ${lines[odd].length} fields, its head has ${head.length}`,
    );
  }
  const value = head.indexOf('value');
  const none = lines.findIndex(
    (line) => line[value] === '' || (Number.isNaN(Number(line[value])) && line[value] !== 'NaN'),
  );
  if (none >= 0)
    throw new OptionError(
      `readSweep: ${file}: row ${none + 1} has the value '${lines[none][value]}', expected a number`,
    );
  const fieldsOf = (name: string): string[] => lines.map((line) => line[head.indexOf(name)] ?? '');
  const parameters = head.filter((name) => !OWN.includes(name));
  const columns = parameters.map((name) => typed(fieldsOf(name)));
  const [quantities, values, cells, kinds, verdicts] = ['quantity', 'value', 'cell', 'kind', 'holds'].map(
    fieldsOf,
  );
  return sweepOf(
    parameters,
    lines.map((_, i): SweepRow => ({
      parameters: Object.fromEntries(parameters.map((name, j) => [name, columns[j][i]])),
      cell: cells[i] === '' ? undefined : Number(cells[i]),
      kind: kinds[i] === 'claim' ? 'claim' : 'record',
      quantity: quantities[i],
      value: Number(values[i]),
      holds: verdicts[i] === '' ? undefined : verdicts[i] === 'true',
    })),
  );
}

/** A column of texts as numbers or truth values, if all that is given are such; null where nothing is. */
function typed(texts: readonly string[]): (ParameterValue | null)[] {
  const given = texts.filter((text) => text !== '');
  const isNumeric = given.every((text) => text === 'NaN' || !Number.isNaN(Number(text)));
  const isTruth = given.every((text) => text === 'true' || text === 'false');
  return texts.map((text) =>
    text === '' ? null : isNumeric ? Number(text) : isTruth ? text === 'true' : text,
  );
}
