import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArguments } from './lib/arguments';
import { runCommand } from './lib/command';
import { numberedHeadings, outline, picturesOf, placesOf } from './lib/outline';
import { root } from './lib/paths';
import { textTable } from './lib/status';

const help = `Usage: npm run outline [-- --update]

Lists where each numbered heading of the outline (notebooks/outline.json) stands: heading, notebook, cell.

  --update   also copies the pictures that README.md shows out of the notebooks

Exit codes: 0 all are there, 1 a heading or a picture is missing, 2 wrong usage.`;

runCommand(help, (args) => {
  const { values } = parseArguments({ args, options: { update: { type: 'boolean', default: false } } });
  if (values.update) updatePictures();
  const headings = outline();
  const places = placesOf(headings, numberedHeadings());
  const rows = headings.map(({ number, title }, i) => {
    const place = places[i];
    return [place ? '✓' : '✗', `${number} ${title}`, place?.notebook ?? 'missing', String(place?.cell ?? '')];
  });
  console.log(textTable(['', 'heading', 'notebook', 'cell'], rows));
  const missing = places.filter((place) => !place).length;
  console.log(`\n${headings.length - missing} of ${headings.length} headings found`);
  return Promise.resolve(missing === 0);
});

function updatePictures(): void {
  for (const { file, png } of picturesOf(readFileSync(join(root, 'README.md'), 'utf8'))) {
    if (png === undefined) throw new Error(`README.md shows ${file}, and its notebook has no such figure`);
    writeFileSync(join(root, file), Buffer.from(png, 'base64'));
  }
}
