import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bars } from './bars';
import { curves } from './curves';
import type { Figure, PlotlyObject } from './figure';
import { withTheme } from './theme';
import { withButtons } from './with-buttons';
import { withSlider } from './with-slider';

const texts = { id: 'test', title: 'What?', caption: 'This.' };
const line = (slope: number, more: object = {}): Figure =>
  curves({
    ...texts,
    curves: [
      { name: 'still', y: [1 / 3, 1, 2] },
      { name: `slope ${slope}`, y: [0, slope / 3, slope] },
    ],
    yRange: [0, 10],
    notes: [{ x: 1, y: slope, text: String(slope) }],
    ...more,
  });
type Step = { label: string; method: string; args: [PlotlyObject, PlotlyObject, number[]] };
const sliderOf = (figure: Figure): { active: number; steps: Step[] } =>
  (figure.layout.sliders as { active: number; steps: Step[] }[])[0];

describe('withSlider', () => {
  const figure = withSlider({ label: 'a < b', values: [1, 2, 4], start: 2, figureAt: line });

  it('shows the start, and leads to every other value by what differs alone', () => {
    const { active, steps } = sliderOf(figure);
    assert.deepEqual([active, steps.map((step) => step.label)], [1, ['1', '2', '4']]);
    assert.deepEqual(figure.data[1].y, [0, 0.6667, 2]);
    const [restyle, relayout, traces] = steps[2].args;
    assert.deepEqual([restyle, traces], [{ name: ['slope 4'], y: [[0, 1.333, 4]] }, [1]]);
    assert.deepEqual(relayout, { annotations: line(4).layout.annotations });
  });

  it('returns to the very figure that it started from', () => {
    const [restyle, relayout] = sliderOf(figure).steps[1].args;
    assert.deepEqual([restyle.y, restyle.name], [[figure.data[1].y], [figure.data[1].name]]);
    assert.deepEqual(relayout.annotations, figure.layout.annotations);
  });

  it('starts at its first value, and takes typed arrays', () => {
    const first = withSlider({ label: 'a', values: Float64Array.of(3, 1) as never, figureAt: line });
    assert.deepEqual([sliderOf(first).active, first.data[1].y], [0, [0, 1, 3]]);
  });

  it('gives room below the plot, and says in words what it does', () => {
    const [plain, given] = [line(2).layout, figure.layout].map(({ height, margin }) => ({
      below: (margin as { b: number }).b,
      inside: (height as number) - (margin as { b: number }).b,
    }));
    assert.ok(given.below > plain.below + 40 && given.inside === plain.inside);
    assert.match(figure.alt, /This\. A slider moves a < b over 1, 2, 4; shown at 2\.$/);
    assert.equal((figure.layout.meta as { alt: string }).alt, figure.alt);
    assert.equal((figure.layout.sliders as { currentvalue: { prefix: string } }[])[0].currentvalue.prefix, 'a &lt; b = ');
  });

  it('follows where there is a line for some values only, and an axis changes', () => {
    const steps = sliderOf(
      withSlider({
        label: 'a',
        values: [1, 2],
        figureAt: (a) => line(1, a === 2 ? { yRange: [0, 20], verticals: [{ at: a, label: 'here' }] } : {}),
      }),
    ).steps.map((step) => step.args[1]);
    assert.deepEqual(steps.map(({ shapes }) => (shapes as object[]).length), [0, 1]);
    assert.deepEqual([steps[0]['yaxis.range'], steps[1]['yaxis.range']], [[0, 10], [0, 20]]);
  });

  it('keeps the digits that a picture shows, of numbers far from zero too', () => {
    const far = (a: number): Figure => curves({ ...texts, curves: [{ name: 'f', y: [1000 + a / 3, 1000] }] });
    const [restyle] = sliderOf(withSlider({ label: 'a', values: [1, 2], figureAt: far })).steps[1].args;
    assert.deepEqual(restyle.y, [[1000.6667, 1000]]);
  });

  it('has its colours in the dark theme, in every step', () => {
    const dark = withTheme(
      withSlider({
        label: 'a',
        values: [0, 1],
        figureAt: (a) => curves({ ...texts, curves: [{ name: 'f', y: [1, 2], color: a }] }),
      }),
      'dark',
    );
    const [{ steps, font }] = dark.layout.sliders as { steps: Step[]; font: { color: string } }[];
    assert.deepEqual(steps.map((step) => step.args[0]['line.color']), [['#4FA9E6'], ['#FF8547']]);
    assert.equal(font.color, '#A9B1BA');
  });

  it('says what must not differ, and which values do', () => {
    const fails = (figureAt: (a: number) => Figure, message: RegExp, more: object = {}): void =>
      assert.throws(() => withSlider({ label: 'a', values: [1, 2], figureAt, ...more }), { name: 'OptionError', message });
    fails((a) => line(1, { title: `${a}?` }), /figures at 1 and 2 differ in their title; give them the same/);
    fails((a) => line(1, { caption: `${a}.` }), /differ in their caption/);
    fails((a) => line(1, { height: 100 * a + 200 }), /differ in their height/);
    const other = bars({ ...texts, categories: ['a'], series: [{ name: 'f', values: [1] }] });
    fails((a) => (a === 1 ? line(1) : other), /differ in their traces/);
    fails(line, /start should be one of the values, got 3/, { start: 3 });
    fails(line, /unknown option 'max'/, { max: 3 });
    assert.throws(() => withSlider({ label: 'a', values: [], figureAt: line }), /figures\.withSlider: values is empty/);
  });
});

describe('withButtons', () => {
  const figure = withButtons({ names: ['1', '<2>'], start: '<2>', figureAt: (name) => line(name === '1' ? 1 : 2) });

  it('has a button for each name, and shows the start', () => {
    const [menu] = figure.layout.updatemenus as { active: number; buttons: Step[] }[];
    assert.deepEqual([menu.active, menu.buttons.map((button) => button.label)], [1, ['1', '&lt;2&gt;']]);
    assert.deepEqual(menu.buttons[0].args[0].y, [[0, 0.3333, 1]]);
    assert.deepEqual(figure.data[1].y, [0, 0.6667, 2]);
    assert.match(figure.alt, /Buttons choose between 1 and <2>; shown is <2>\.$/);
  });

  it('refuses a start that is no name, and no names', () => {
    const figureAt = (): Figure => line(1);
    assert.throws(() => withButtons({ names: ['a'], start: 'b', figureAt }), /start should be one of the names, got "b"/);
    assert.throws(() => withButtons({ names: [], figureAt }), /names should list at least one/);
  });
});
