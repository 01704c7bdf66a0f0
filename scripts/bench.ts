import { join } from 'node:path';
import { measureAccuracy } from '../bench/accuracy/measure-accuracy';
import { quickCases, taskNames, tasks, type TaskName } from '../bench/cases';
import { chooseServers, startContenders } from '../bench/contenders';
import { environment } from '../bench/environment';
import { measure, summary } from '../bench/measure';
import { isOurs } from '../bench/participants';
import { pins } from '../bench/process';
import { resultsFolder, writeResult, type CaseResult } from '../bench/results';
import { parseArguments, unknownWord } from './lib/arguments';
import { runCommand, UsageError } from './lib/command';
import { build } from './lib/paths';

const help = `Usage: npm run bench [-- which…] [options]

Measures the library beside other libraries, in turns, in one run (cross-entropy takes 45 minutes, all of them hours).

  which              accuracy, ${taskNames.join(', ')}; default: all
  --threads 1,2      numbers of threads; default 1,2
  --peers a,b        only these (none: only ours); default: all that there are
  --quick            one tiny size a task, few samples: shows that it runs, its figures mean nothing

The JavaScript libraries are fetched into build/bench; PyTorch, JAX, TensorFlow, Keras, NumPy and gensim take part
where npm run frameworks has installed them. Results go to bench/results/ (README's tables: npm run bench:readme), those
of --quick and --peers to build/bench/results/.

Exit codes: 0 done, 2 wrong usage, 3 the environment lacks something.`;

const report = (line: string): void => console.log(line);

runCommand(help, async (args) => {
  const { values, positionals } = parseArguments({
    args,
    allowPositionals: true,
    options: {
      threads: { type: 'string', default: '1,2' },
      peers: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  });
  const { quick } = values;
  const names = ['accuracy', ...taskNames];
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown !== undefined) throw unknownWord('measurement', unknown, names);
  const wanted = positionals.length > 0 ? names.filter((name) => positionals.includes(name)) : names;
  const counts = values.threads.split(',').map(Number);
  if (!counts.every((count) => Number.isInteger(count) && count >= 1 && count <= 64)) {
    throw new UsageError(`--threads should be integers of 1 … 64, got '${values.threads}'.`);
  }
  const chosen = chooseServers(values.peers, report);
  const folder = quick || values.peers !== undefined ? join(build, 'bench/results') : resultsFolder;
  const effort = quick
    ? { rounds: 3, leastRounds: 3, seconds: 0.002 }
    : { rounds: 15, leastRounds: 5, seconds: 0.1 };

  const results = new Map<TaskName, CaseResult[]>();
  const versions: Record<string, string> = {};
  for (const threads of counts) {
    const tasksWanted = taskNames.filter((name) => wanted.includes(name));
    const measuresAccuracy = wanted.includes('accuracy') && threads === counts[0];
    if (tasksWanted.length === 0 && !measuresAccuracy) continue;
    if (measuresAccuracy) {
      const contenders = await startContenders(chosen, threads, false);
      try {
        // Keras has no loss of its own: it is its backend's. Ours has the same bits on every backend.
        const peers = contenders.peers.filter(({ name }) => !isOurs(name) && !/Keras|chunked/.test(name));
        const measured = await measureAccuracy(contenders.ours, peers, quick, report);
        const place = environment(contenders.versions, pins(threads));
        report(`→ ${writeResult(folder, 'accuracy', { environment: place, ...measured })}`);
      } finally {
        await contenders.stop();
      }
    }
    if (tasksWanted.length === 0) continue;
    const { ours, peers, stop, versions: found } = await startContenders(chosen, threads);
    Object.assign(versions, found);
    const place = environment(versions, counts.every(pins));
    try {
      for (const name of tasksWanted) {
        for (const work of quick ? quickCases(name) : tasks[name].cases) {
          const result = await measure(work, threads, ours, peers, effort, report);
          report(summary(work, result));
          results.set(name, [...(results.get(name) ?? []), result]);
        }
        // Task by task, so that what is measured is not lost when the run is ended.
        report(`→ ${writeResult(folder, name, { environment: place, cases: results.get(name) })}`);
      }
    } finally {
      await stop();
    }
  }
  return true;
});
