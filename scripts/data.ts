import { parseArgs } from 'node:util';
import { DatasetError, datasets } from 'softmax-lab';
import { exitCodes, LackingError, runCommand, UsageError } from './lib/command';

const help = `Usage: npm run data -- [names…] [options]

Verifies the data sets that lie in data/, and fetches the others into the cache.

  names      which: ${datasets.names.join(', ')}; default: all
  --list     say which there are, and do nothing

The cache is $SOFTMAX_LAB_CACHE, or softmax-lab in the system's place for caches.

Exit codes: 0 done, 1 a file or download is damaged, 2 wrong usage, 3 the environment lacks something (network,
npm, disk space), 130 interrupted.`;

runCommand(help, async (args) => {
  const { values, positionals } = parseArgs({
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
  // npm gets the terminal's Ctrl-C too and gives up; staying alive until then, we leave no half of a download.
  let interrupted = false;
  process.once('SIGINT', () => (interrupted = true));
  let whole = true;
  let lacking: DatasetError | undefined;
  for (const name of wanted) {
    try {
      const files = await datasets.ensure(name, { report: (line) => console.log(line) });
      const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
      console.log(
        `✓ ${name}: ${files.length} file${files.length > 1 ? 's' : ''}, ${size(bytes)}, checksums right`,
      );
    } catch (error) {
      if (interrupted) process.exit(exitCodes.interrupted);
      if (!(error instanceof DatasetError)) throw error;
      console.error(`✗ ${error.message}`);
      if (error.kind === 'environment') lacking = error;
      whole = false;
    }
  }
  if (lacking) throw new LackingError('Not all data sets could be had.');
  return whole;
});

function size(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
