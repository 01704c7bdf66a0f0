import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Specification } from '../scripts/render/render';
import { SAMPLES } from './support/figure-samples';
import { marksOf, marksWithoutInk } from './support/ink';

/** How many marks (traces, shapes, annotations) each sample is drawn of, so that a builder which loses one is noticed. */
const MARKS: { [name in keyof typeof SAMPLES]: number } = {
  bars: 2,
  confusionMatrix: 1,
  curves: 9,
  decisionRegions: 4,
  functionWithGradient: 16,
  heatMap: 1,
  histogram: 4,
  imageGrid: 21,
  intervals: 6,
  lossContour: 4,
  lossSurface: 2,
  pictureGrid: 24,
  reliabilityDiagram: 6,
  scatter: 3,
  simplex: 13,
  trainingCurves: 7,
  withButtons: 1,
  withSlider: 3,
};

const figures = Object.fromEntries(
  Object.entries(SAMPLES).map(([name, sample]): [string, Specification] => [name, sample()]),
);

describe('the ink of the figures', () => {
  it('is that of every trace, shape and annotation of every sample', async () => {
    // The triangle's lower cover: the field, which juts out at the other two sides, happens to end there.
    assert.deepEqual(await marksWithoutInk(figures), ['simplex: trace 4 (scatter)']);
  });

  it('is of as many marks as each sample is to have', () => {
    for (const [name, figure] of Object.entries(figures)) {
      const marks = marksOf(figure).map((mark) => mark.name);
      const expected = MARKS[name as keyof typeof MARKS];
      assert.equal(
        marks.length,
        expected,
        `figures.${name} draws its sample of ${marks.length} marks, MARKS of this file says ${expected}: ` +
          `${marks.join(', ')}. Is one lost? If not (npm run figures -- --samples ${name} shows it), mend MARKS.`,
      );
    }
  });

  it('is missed where a mark is invisible, out of range or hidden by another', async () => {
    const change = (name: keyof typeof SAMPLES, edit: (figure: Specification) => void): Specification => {
      const copy = structuredClone({ data: figures[name].data, layout: figures[name].layout });
      edit(copy);
      return copy;
    };
    const box = { type: 'rect', x0: 0, x1: 1, y0: 0, y1: 1, xref: 'x', yref: 'paper', line: { width: 0 } };
    const unseen = await marksWithoutInk({
      whole: figures.bars,
      invisible: change('bars', ({ data }) => (data[1].visible = false)),
      legendOnly: change('curves', ({ data }) => (data[0].visible = 'legendonly')),
      outOfRange: change('bars', ({ layout }) => (layout.yaxis = { range: [2, 3] })),
      hidden: change('heatMap', ({ data }) => data.unshift({ ...data[0] })),
      colourless: change('curves', ({ layout }) => (layout.shapes = [box])),
    });
    const lost = unseen.map((name) => name.replace(/ \(.*/, ''));
    assert.deepEqual(lost, [
      'invisible: trace 2',
      'legendOnly: trace 1',
      'outOfRange: trace 1',
      'outOfRange: trace 2',
      'hidden: trace 1',
      'colourless: shape 1',
    ]);
  });
});
