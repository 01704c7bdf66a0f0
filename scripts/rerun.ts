import { resolve } from 'node:path';
import { parseArguments, wholeNumber } from './lib/arguments';
import { runCommand, UsageError } from './lib/command';
import { build } from './lib/paths';
import { parseParameters } from './rerun/parameters';
import { defaults, runKeys, runNotebooks } from './rerun/run';
import { writeSummary } from './rerun/summary';

/** Every kernel wants half a gigabyte and a processor. */
const MOST_JOBS = 4 * defaults.jobs;
const MOST_SECONDS = 7 * 24 * 3600;

const help = `Usage: npm run rerun -- [which…] [options]

Executes notebooks on fresh kernels, several at a time, each on its share of the cores (--jobs 1: on all), and collects
their claims. Executed copies go to build/notebooks/, the account to build/summary.json (with --out into DIR, both).

  which             notebooks, by number (4; 2-4; 2,5,7-9), name (01-binary-classification) or path; default: all

  --param k=v       assign to a name that the cell tagged 'parameters' declares with let (repeatable); v is JSON,
                    NaN, Infinity or -Infinity, anything else a string. Claims are then recorded only
  --quick           the daily habit: a heavy notebook runs with the small values that its 'parameters' cell names
                    ("// quick: 1"). Claims are then recorded only
  --check           fail unless every output is the committed one, byte for byte (pictures and cells tagged
                    'volatile' are left out)
  --update          write the outputs into the committed notebooks, each figure with a PNG beside it, unless one was
                    edited meanwhile
  --resume          take finished notebooks of an earlier run with the same sources and parameters ("cached")
  --jobs n          how many at a time, at most ${MOST_JOBS} here; default: ${defaults.jobs}
  --out DIR         where executed copies go
  --timeout s       seconds that a cell may take; default: ${defaults.timeout}
  --print-key       run nothing; print the key of each run and its name: a hash of notebook, source, parameters, data and
                    versions, under which an engine may keep the results

Ends within seconds when the process that started it is no more; a copy and the account are written whole or not at all.

Exit codes: 0 done, 1 a cell failed, a claim did not hold, an output differs or a notebook was not updated,
2 wrong usage, 3 the environment lacks something, 130 interrupted (143, 129 by SIGTERM, SIGHUP).`;

runCommand(help, async (args) => {
  const { values, positionals } = parseArguments({
    args,
    allowPositionals: true,
    options: {
      param: { type: 'string', multiple: true, default: [] },
      quick: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      update: { type: 'boolean', default: false },
      resume: { type: 'boolean', default: false },
      jobs: { type: 'string', default: String(defaults.jobs) },
      out: { type: 'string' },
      timeout: { type: 'string', default: String(defaults.timeout) },
      'print-key': { type: 'boolean', default: false },
    },
  });
  const { quick = false, check = false, update = false, resume = false } = values;
  const parameters = parseParameters(values.param ?? []);
  const free = quick || parameters.size > 0;
  if (free && (check || update)) {
    const surplus = quick ? '--quick' : '--param';
    throw new UsageError(
      `--${check ? 'check' : 'update'} compares with the committed parameters: leave ${surplus} out`,
    );
  }
  if (check && update)
    throw new UsageError('--check compares the committed outputs, --update rewrites them: choose one');
  const jobs = wholeNumber('--jobs', values.jobs, MOST_JOBS);
  const timeout = wholeNumber('--timeout', values.timeout, MOST_SECONDS);
  if (values.out === '') throw new UsageError('--out takes a folder');
  const out = resolve(values.out ?? defaults.out);
  const options = { parameters, quick, out, jobs, resume, timeout };
  if (values['print-key']) {
    for (const { key, name } of runKeys(positionals, options)) console.log(`${key}  ${name}`);
    return true;
  }
  const runs = await runNotebooks(positionals, options);
  writeSummary(runs, values.out === undefined ? build : out);
  const held = runs.every((run) => !run.failure && (free || run.claims.every((claim) => claim.holds)));
  if (update && held) {
    // Loads the browser's driver, which the other runs do without.
    const { updateCommitted } = await import('./rerun/update');
    if (!(await updateCommitted(runs))) return false;
  }
  if (update && !held) console.error('Nothing was updated: mend what failed first.');
  return held && (!check || runs.every((run) => run.reproduced));
});
