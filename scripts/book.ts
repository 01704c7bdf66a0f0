import { join, resolve } from 'node:path';
import { buildBook } from './book/build-book';
import { checkChapter } from './book/check/page-runs';
import { openSite } from './book/check/site';
import { measureTimes } from './book/check/times';
import { parseArguments } from './lib/arguments';
import { runCommand, UsageError } from './lib/command';
import { build } from './lib/paths';
import { findNotebooks } from './rerun/notebook';

const help = `Usage: npm run book [-- --out DIR]
       npm run book -- --check [which…]
       npm run book -- --time

Makes the book of the committed notebooks, in English and Chinese: plain files that open from a disk and from any
server, whose cells run in the page. Nothing is executed.

  --out DIR   where to; default: build/book
  --check     then runs the pages of these notebooks (numbers, names or paths; default: all, which takes an hour) in
              a browser, isolated and not, compares what their cells claim with the committed text, and writes
              test/book/page-runs.json
  --time      then measures how long a reader waits, and writes test/book/page-times.json; wants an idle machine

Exit codes: 0 done, 1 it can't be made or a page differs, 2 wrong usage, 3 the environment lacks something.`;

runCommand(help, async (args) => {
  const { values, positionals } = parseArguments({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string', default: join(build, 'book') },
      check: { type: 'boolean', default: false },
      time: { type: 'boolean', default: false },
    },
  });
  if (positionals.length > 0 && !values.check)
    throw new UsageError(`only --check takes notebooks, got '${positionals[0]}'`);
  const chosen = findNotebooks(positionals);
  const report = (line: string): void => console.log(`  … ${line}`);
  const started = performance.now();
  const out = resolve(values.out);
  const { pages, files } = await buildBook(out, report);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`✓ ${pages} pages and ${files} files of data in ${seconds} s: ${join(out, 'index.html')}`);
  if (!values.check && !values.time) return true;

  const site = await openSite(out);
  try {
    if (values.time) await measureTimes(site, report);
    let differing = 0;
    for (const path of values.check ? chosen : []) if (!(await checkChapter(site, path, report))) differing++;
    return differing === 0;
  } finally {
    await site.close();
  }
});
