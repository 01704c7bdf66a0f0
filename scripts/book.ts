import { join, resolve } from 'node:path';
import { buildBook } from './book/build-book';
import { parseArguments } from './lib/arguments';
import { runCommand } from './lib/command';
import { build } from './lib/paths';

const help = `Usage: npm run book [-- --out DIR]

Makes the book of the committed notebooks, in English and Chinese: plain files that open from a disk and from any
server, whose cells run in the page. Nothing is executed.

  --out DIR   where to; default: build/book

Exit codes: 0 done, 1 it can't be made, 2 wrong usage, 3 the environment lacks something.`;

runCommand(help, async (args) => {
  const { values } = parseArguments({
    args,
    options: { out: { type: 'string', default: join(build, 'book') } },
  });
  const started = performance.now();
  const out = resolve(values.out);
  const { pages, files } = await buildBook(out, (line) => console.log(`  … ${line}`));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`✓ ${pages} pages and ${files} files of data in ${seconds} s: ${join(out, 'index.html')}`);
  return true;
});
