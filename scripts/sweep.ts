import { availableParallelism } from 'node:os';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArguments, wholeNumber } from './lib/arguments';
import { LackingError, runCommand, UsageError } from './lib/command';
import { build, sweepPython } from './lib/paths';
import { findNotebooks } from './rerun/notebook';
import { defaults } from './rerun/run';
import { countOf, parseOver, product, readTable } from './sweep/combinations';
import { planSweep, type Plan, type Task } from './sweep/plan';
import { report } from './sweep/report';
import { runSweep, type SweepEnd } from './sweep/run';
import { runsIn } from './sweep/store';
import { writeRecord } from './sweep/tables';

const CORES = availableParallelism();
/** Every kernel wants half a gigabyte and a processor. */
const MOST_WORKERS = 4 * CORES;
const MOST_SECONDS = 7 * 24 * 3600;
/** More combinations than anybody means without thinking. */
const MANY = 10_000;

const help = `Usage: npm run sweep -- notebook --over name=values… [options]

Runs a notebook once for each combination of parameters, several at a time, and collects the values of its claims and the
numbers that it notes by record(name, value).

  notebook          by number (4), name (04-softmax-function) or path

  --over k=VALUES   a parameter that the notebook's 'parameters' cell declares, and its values: seed=1..20,
                    learningRate=0.01,0.1,1 or hidden=[32],[64,32] (repeatable: all combinations)
  --table FILE.csv  combinations, a line each, under a line of names; an empty field leaves the notebook's own value
  --engine E        local (the default) or dask: Dask's workers, on this machine or any (npm run sweep:setup installs it)
  --scheduler A     the address of a Dask scheduler that is there, e.g. tcp://10.0.0.1:8786, in place of one of our own
  --workers n       runs at a time, at most ${MOST_WORKERS} here; default: ${CORES}. The threads of a run are held to its share
  --out DIR         where the results go; default: build/sweeps/NAME
  --record FILE.csv also write what was noted by record() there, without keys and cells, to be committed; if a run fails, not
  --resume          go on in a DIR that has results: what is finished and of this version is not run again
  --timeout s       seconds that a cell may take; default: ${defaults.timeout}
  --list            run nothing; print the key and the parameters of each run, as JSON, a line each
  --only KEY        run this one of them alone, unless DIR has it, and leave the tables to a later --resume: what a job is
                    to do of Snakemake (examples/sweep/Snakefile), Slurm or any other engine
  --yes             do not ask before more than ${MANY} combinations

DIR gets a folder runs/KEY for each run, whole or not at all: the executed copy and result.json. KEY is of the notebook,
its parameters, the sources, the data and the versions (rerun --print-key), so what was run is not run twice. Beside them
results.csv and results.parquet, a line for each value of each run; summary.csv, mean, standard deviation and 95 %
interval of each over parameters named seed or …Seed; and sweep.json with what failed. In a notebook
show(readSweep(DIR)) shows the summary as a table and figures.

Exit codes: 0 done, 1 some runs failed (they are listed), 2 wrong usage, 3 the environment lacks something,
130 interrupted (143, 129 by SIGTERM, SIGHUP).`;

runCommand(help, async (args) => {
  const { values, positionals } = parseArguments({
    args,
    allowPositionals: true,
    options: {
      over: { type: 'string', multiple: true, default: [] },
      table: { type: 'string' },
      engine: { type: 'string' },
      scheduler: { type: 'string' },
      workers: { type: 'string', default: String(CORES) },
      out: { type: 'string' },
      record: { type: 'string' },
      resume: { type: 'boolean', default: false },
      timeout: { type: 'string', default: String(defaults.timeout) },
      list: { type: 'boolean', default: false },
      only: { type: 'string' },
      yes: { type: 'boolean', default: false },
    },
  });
  const paths = positionals.length > 0 ? findNotebooks(positionals) : [];
  if (paths.length !== 1) throw new UsageError(`a sweep is of one notebook, got ${paths.length}`);
  const engine = engineOf(values.engine, values.scheduler);
  const workers = wholeNumber('--workers', values.workers, MOST_WORKERS);
  const timeout = wholeNumber('--timeout', values.timeout, MOST_SECONDS);
  const axes = parseOver(values.over ?? []);
  const rows = values.table === undefined ? [new Map<string, string>()] : readTable(values.table);
  if (axes.size === 0 && values.table === undefined)
    throw new UsageError('say what to vary, e.g. --over seed=1..20');
  const count = countOf(rows, axes);
  if (count > MANY && values.yes !== true && !(await confirmed(count))) return false;
  const threads = Math.max(1, Math.floor(CORES / workers));
  const plan = planSweep(paths[0], product(rows, axes), { timeout, threads });
  if (values.list === true) {
    for (const { request, parameters } of plan.tasks)
      console.log(JSON.stringify({ key: request.key, parameters }));
    return true;
  }
  if (values.out === '') throw new UsageError('--out takes a folder');
  const out = resolve(values.out ?? join(build, 'sweeps', plan.name));
  if (values.record !== undefined && !/\.csv$/i.test(values.record))
    throw new UsageError(`--record takes a file name that ends in .csv, got '${values.record}'`);
  const options = { engine, scheduler: values.scheduler, workers, out };
  if (values.only !== undefined) {
    const { failures } = await runSweep(paths[0], tasksOf(plan, values.only), options);
    return failures.length === 0;
  }
  if (values.resume !== true && existsSync(runsIn(out)) && readdirSync(runsIn(out)).length > 0)
    throw new UsageError(`${out} has results: --resume goes on from them, another --out begins anew`);
  const end = await runSweep(paths[0], plan.tasks, options);
  await report(plan, end, out);
  if (values.record !== undefined) record(values.record, end);
  return end.failures.length === 0;
});

function engineOf(engine: string | undefined, scheduler: string | undefined): 'local' | 'dask' {
  const chosen = engine ?? (scheduler === undefined ? 'local' : 'dask');
  if (chosen !== 'local' && chosen !== 'dask')
    throw new UsageError(`--engine takes local or dask, got '${chosen}'`);
  if (chosen === 'local' && scheduler !== undefined)
    throw new UsageError('--scheduler is of the engine dask, not of local');
  if (chosen === 'dask' && !existsSync(sweepPython))
    throw new LackingError('sweep: Dask is not installed; npm run sweep:setup installs it.');
  return chosen;
}

function record(file: string, { results, failures }: SweepEnd): void {
  if (failures.length > 0) return console.log(`${file} is left as it was, for some runs failed`);
  writeRecord(resolve(file), results);
  console.log(`what was recorded is in ${file}`);
}

/** The runs whose key begins so. */
function tasksOf({ tasks }: Plan, key: string): Task[] {
  const found = tasks.filter(({ request }) => key.length >= 16 && request.key.startsWith(key));
  if (found.length === 1) return found;
  throw new UsageError(
    `--only takes the key of a run (--list prints them), at least 16 digits of it; got '${key}'`,
  );
}

/** @throws {@link UsageError} where nobody can be asked */
async function confirmed(count: number): Promise<boolean> {
  const question = `${count} combinations are ${count} runs`;
  if (!process.stdin.isTTY) throw new UsageError(`${question}: --yes says that they are meant`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${question}. Run them? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
