import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { numberedHeadings, outline, placesOf } from '../scripts/lib/outline';

describe('the outline', () => {
  const headings = outline();
  const found = numberedHeadings();

  it('has every numbered heading in a notebook, under its own title', () => {
    const places = placesOf(headings, found);
    assert.deepEqual(
      headings.filter((_, i) => !places[i]).map(({ number, title }) => `${number} ${title}`),
      [],
    );
  });

  it('knows every number that a notebook gives a heading', () => {
    const numbers = headings.map(({ number }) => number);
    const strange = found.filter(({ number }) => !numbers.includes(number));
    assert.deepEqual(
      strange.map(({ notebook, number, text }) => `${notebook}: ${number} ${text}`),
      [],
    );
  });

  it('is walked in its own order', () => {
    const numbers = headings.map(({ number }) => number);
    const walked = placesOf(headings, found).flatMap((place) => (place ? [place] : []));
    const order = walked.map(({ notebook, cell }) => `${notebook} ${String(cell).padStart(3, '0')}`);
    assert.deepEqual(order, [...order].sort(), `expected ${numbers.join(', ')} one after another`);
  });

  it('tells a heading that is missing, and one under another title', () => {
    const wanted = [
      { number: '10.1', title: 'nowhere' },
      { number: '2.1', title: 'Another title' },
    ];
    const [none, renamed] = placesOf(wanted, found);
    assert.deepEqual([none, renamed], [undefined, undefined]);
  });
});
