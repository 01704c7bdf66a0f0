import { runCommand } from './lib/command';
import { outline, placesOf } from './lib/outline';
import { textTable } from './lib/status';

const help = `Usage: npm run outline

Lists where each numbered heading of the outline (notebooks/outline.json) stands: heading, notebook, cell.

Exit codes: 0 all are there, 1 one is missing.`;

runCommand(help, () => {
  const headings = outline();
  const places = placesOf(headings);
  const rows = headings.map(({ number, title }, i) => {
    const place = places[i];
    return [place ? '✓' : '✗', `${number} ${title}`, place?.notebook ?? 'missing', String(place?.cell ?? '')];
  });
  console.log(textTable(['', 'heading', 'notebook', 'cell'], rows));
  const missing = places.filter((place) => !place).length;
  console.log(`\n${headings.length - missing} of ${headings.length} headings found`);
  return Promise.resolve(missing === 0);
});
