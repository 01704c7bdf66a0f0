import { relative } from 'node:path';
import { datasets } from 'softmax-lab';
import { neededBy } from './data/needed-by';
import { parseArguments } from './lib/arguments';
import { runCommand } from './lib/command';
import { interruptible } from './lib/interrupt';
import { build, root } from './lib/paths';
import { textTable } from './lib/status';
import { exportFigures } from './render/export';
import { allNotebooks } from './rerun/notebook';
import { defaults, runNotebooks, type Run } from './rerun/run';
import { writeSummary } from './rerun/summary';

const help = `Usage: npm start [-- --resume]

Reruns every notebook on a fresh kernel, compares each output with the committed one, and exports every figure
as SVG and PNG to build/figures/. The account is build/summary.json.

  --resume   after an interruption: take the notebooks that were finished

Exit codes: 0 all reproduced and every claim held, 1 something did not hold, 2 wrong usage, 3 the environment lacks
something, 130 interrupted (143, 129 by SIGTERM, SIGHUP).`;

runCommand(help, async (args) => {
  const { values } = parseArguments({ args, options: { resume: { type: 'boolean', default: false } } });
  // Once, before several notebooks ask for them at the same time.
  await interruptible(async (signal) => {
    for (const name of neededBy(allNotebooks())) await datasets.ensure(name, { report: console.log, signal });
  });
  const runs = await runNotebooks([], { ...defaults, resume: values.resume ?? false });
  const executed = runs.filter((run) => !run.failure).map((run) => run.executed);
  const exported = await exportFigures(executed, { formats: ['svg', 'png'] });
  writeSummary(runs, build, exported);
  console.log(
    `\n${textTable(
      ['notebook', 'time', 'claims held', 'figures', 'reproduced'],
      runs.map((run) => row(run, exported)),
    )}`,
  );
  const good = runs.filter((run) => held(run) && run.reproduced);
  console.log(`\n${good.length} of ${runs.length} notebooks reproduced byte for byte with every claim held.`);
  console.log(
    `Figures: ${relative(root, build)}/figures/   Executed notebooks: ${relative(root, build)}/notebooks/   Read them: npm run lab`,
  );
  return good.length === runs.length;
});

function held(run: Run): boolean {
  return !run.failure && run.claims.every((claim) => claim.holds);
}

function row(run: Run, exported: Record<string, string[]>): string[] {
  const kept = run.claims.filter((claim) => claim.holds).length;
  const time = run.cached ? 'cached' : `${run.seconds.toFixed(1)} s`;
  const files = exported[run.name]?.length ?? 0;
  return [
    run.name,
    time,
    `${kept} of ${run.claims.length}`,
    `${run.figures.length} (${files} files)`,
    run.failure ? 'failed' : run.reproduced ? 'yes' : 'NO',
  ];
}
