import { join, relative } from 'node:path';
import { SAMPLES } from '../../test/support/figure-samples';
import { unknownWord } from '../lib/arguments';
import { makeFolder } from '../lib/make-folder';
import { writeWhole } from '../lib/temporary';
import { fileName, type ExportOptions } from './export';
import { renderFigures } from './render';

/**
 * Draws what builders of `src/figures` make of their samples, each to `builder.png` and so on, anew at every call.
 *
 * @param names - of builders; all by default
 * @throws {@link UsageError} for an unknown builder; what {@link renderFigures} throws
 */
export async function exportSamples(
  names: readonly string[],
  options: Required<Omit<ExportOptions, 'log'>>,
): Promise<void> {
  const builders = Object.keys(SAMPLES) as (keyof typeof SAMPLES)[];
  const unknown = names.find((name) => !(builders as string[]).includes(name));
  if (unknown !== undefined) throw unknownWord('builder with a sample', unknown, builders);
  const wanted = builders.filter((name) => names.length === 0 || names.includes(name));
  const { out, formats, theme } = options;
  makeFolder(out);
  const figures = wanted.map((name) => SAMPLES[name]());
  await renderFigures(figures, options, (i, rendered) => {
    const files = formats.map((format) => fileName(wanted[i], theme, format));
    files.forEach((file, j) => writeWhole(join(out, file), rendered[formats[j]]));
    console.log(`${wanted[i]}: ${files.map((file) => relative(process.cwd(), join(out, file))).join(', ')}`);
  });
}
