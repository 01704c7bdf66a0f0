import { DatasetError, datasets } from 'softmax-lab';
import { parseArguments } from './lib/arguments';
import { LackingError, runCommand, UsageError } from './lib/command';
import { interruptible } from './lib/interrupt';

const help = `Usage: npm run data -- [names…] [options]

Verifies the data sets that lie in data/, and fetches the others into the cache.

  names      which: ${datasets.names.join(', ')}; default: all
  --list     say which there are, and do nothing

The cache is $SOFTMAX_LAB_CACHE, or softmax-lab in the system's place for caches.

Exit codes: 0 done, 1 a file or download is damaged, 2 wrong usage, 3 the environment lacks something (network,
npm, disk space), 130 interrupted (143, 129 by SIGTERM, SIGHUP).`;

runCommand(help, async (args) => {
  const { values, positionals } = parseArguments({
    args,
    allowPositionals: true,
    options: { list: { type: 'boolean', default: false } },
  });
  const unknown = positionals.find((name) => !datasets.names.includes(name));
  if (unknown !== undefined) throw new UsageError(`There is no data set '${unknown}'.`);
  const wanted = positionals.length ? [...new Set(positionals)] : datasets.names;
  if (values.list) {
    console.log(wanted.join('\n'));
    return true;
  }
  return interruptible((signal) => ensureAll(wanted, signal));
});

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
