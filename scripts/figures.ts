import { existsSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArguments } from './lib/arguments';
import { exitCodes, runCommand, UsageError } from './lib/command';
import { build, root } from './lib/paths';
import { exportFigures } from './render/export';
import { DEFAULT_TIMEOUT, formats, type Format, type Theme } from './render/render';
import { findNotebooks, nameOf } from './rerun/notebook';

const help = `Usage: npm run figures -- [which…] [options]
       npm run figures -- --samples [builder…] [options]

Exports the figures of executed notebooks to build/figures/NN-id.png and so on. A notebook's outputs are those of
the last rerun (build/notebooks/) or the committed ones, whichever are newer. Figures that have not changed since
their last export are left alone.

  which             notebooks, by number (4; 2-4; 2,5,7-9), name (01-binary-classification) or path; default: all

  --samples         draw what the builders of src/figures make of small made-up data instead, to build/samples/bars.png
                    and so on; builder: bars, confusionMatrix, …; default: all

  --format LIST     of png, svg, pdf, html, joined by commas; default: svg,png. html is one page a notebook,
                    with all its figures, that needs no network
  --scale N         pixels of a PNG for each of the figure's, 0.5 to 8; default: 2
  --theme NAME      light or dark; default: light. Dark files are called NN-id.dark.png
  --out DIR         default: build/figures, or build/samples
  --timeout S       seconds that a figure may take; default: ${DEFAULT_TIMEOUT}

A figure is drawn without network: what it names by an address is left out, and said.

Exit codes: 0 done, 1 a figure could not be exported (the others are), 2 wrong usage, 3 the environment lacks a
browser, 130 interrupted, 143 terminated.`;

// The browser ends with this process.
process.once('SIGINT', () => process.exit(exitCodes.interrupted));
process.once('SIGTERM', () => process.exit(143));

runCommand(help, async (args) => {
  const { values, positionals } = parseArguments({
    args,
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'svg,png' },
      scale: { type: 'string', default: '2' },
      theme: { type: 'string', default: 'light' },
      samples: { type: 'boolean', default: false },
      out: { type: 'string' },
      timeout: { type: 'string', default: String(DEFAULT_TIMEOUT) },
    },
  });
  const options = {
    formats: formatsOf(values.format),
    scale: scaleOf(values.scale),
    theme: themeOf(values.theme),
    out: resolve(values.out ?? join(build, values.samples ? 'samples' : 'figures')),
    timeout: timeoutOf(values.timeout),
  };
  if (values.samples) {
    // Loads the builders' sources, which the rest does without.
    const { exportSamples } = await import('./render/export-samples');
    await exportSamples(positionals, options);
    return true;
  }
  const exported = await exportFigures(findNotebooks(positionals).map(newest), options);
  const count = Object.values(exported).flat().length;
  console.log(`${count} files in ${relative(process.cwd(), options.out) || '.'}`);
  return true;
});

/** The executed copy of a committed notebook, unless that was changed since. */
function newest(committed: string): string {
  const executed = join(build, 'notebooks', `${nameOf(committed)}.ipynb`);
  if (resolve(committed, '..') !== join(root, 'notebooks') || !existsSync(executed)) return committed;
  return statSync(executed).mtimeMs >= statSync(committed).mtimeMs ? executed : committed;
}

function formatsOf(list: string): Format[] {
  const wanted = [...new Set(list.split(',').map((name) => name.trim()))];
  const unknown = wanted.find((name) => !(formats as readonly string[]).includes(name));
  if (unknown === undefined) return wanted as Format[];
  throw new UsageError(`--format takes ${formats.join(', ')}, joined by commas; got '${unknown}'`);
}

function scaleOf(text: string): number {
  const scale = Number(text);
  if (scale >= 0.5 && scale <= 8) return scale;
  throw new UsageError(`--scale takes a number from 0.5 to 8; got '${text}'`);
}

function timeoutOf(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 86_400) return seconds;
  throw new UsageError(`--timeout takes seconds, more than 0 and at most 86400; got '${text}'`);
}

function themeOf(name: string): Theme {
  if (name === 'light' || name === 'dark') return name;
  throw new UsageError(`--theme takes light or dark; got '${name}'`);
}
