import { runInNewContext } from 'node:vm';
import { figures } from '../../src';
import type { Fault } from './fault';

const fault = (fault: string, inject: Fault['inject'], expected: Fault['expected'], limit = 10): Fault => ({
  fault,
  inject,
  expected,
  limit,
});

const texts = { id: 'x', title: 'What?', caption: 'This.' };
const drawn = (figure: figures.Figure, key = 'y'): string => JSON.stringify(figure.data[0][key]);
const curve = (y: figures.Numbers, options: object = {}): figures.Figure =>
  figures.curves({ ...texts, ...options, curves: [{ name: 'f', y }] });
const withHole = Object.assign(new Array<number>(3), { 0: 1, 2: 2 });
const hundred = (from: number, step: number): number[] =>
  Array.from({ length: 100 }, (_, i) => from + i * step);
const apart = (figure: figures.Figure): number => new Set(figure.data[0].y as number[]).size;

const rounding: Fault[] = [
  fault(
    'figure of losses from 2.302585 on in steps of 10⁻⁶',
    () => apart(curve(hundred(2.302585, -1e-6))),
    100,
  ),
  fault('figure of 10⁹ on in steps of 0.001', () => apart(curve(hundred(1e9, 0.001))), 100),
  fault('figure of 1 on in steps of 10⁻¹⁴', () => apart(curve(hundred(1, 1e-14))), 100),
  fault('figure of losses beside 1e300', () => apart(curve([1e300, ...hundred(2.302585, -1e-6)])), 101),
  fault(
    'figure of 10⁻³⁰⁰ to 1 on a logarithmic axis',
    () => drawn(curve([1e-300, 1.23456e-30, 1], { yScale: 'log' })),
    '[1e-300,1.23456e-30,1]',
  ),
  fault(
    'figure of 2⁵³ − 1 and 2⁵³ − 2',
    () => drawn(curve([9007199254740991, 9007199254740990])),
    '[9007199254740991,9007199254740990]',
  ),
  fault(
    'heat map of rows that differ by 10⁻⁹',
    () => {
      const [a, b] = figures.heatMap({ ...texts, values: [[1 / 3], [1 / 3 + 1e-9]] }).data[0].z as number[][];
      return b[0] - a[0];
    },
    /^9\.99\d+e-10|^1\.0\d*e-9/,
  ),
  fault(
    'heat map whose cells differ in the sixth digit',
    () => drawn(figures.heatMap({ ...texts, values: [[2.302585, 2.302514]] }), 'text'),
    '[["2.3026","2.3025"]]',
  ),
  fault(
    'bars of 0.9249 and 0.9251',
    () =>
      figures
        .bars({
          ...texts,
          categories: ['a'],
          series: [
            { name: 'p', values: [0.9249] },
            { name: 'q', values: [0.9251] },
          ],
        })
        .data.map(({ text }) => text),
    '[["0.9249"],["0.9251"]]',
  ),
  fault(
    'the words of a figure of 1 on in steps of 10⁻⁶',
    () => curve(hundred(1, 1e-6)).alt,
    /y from 1 to 1\.0001/,
  ),
  fault('figure of one point', () => drawn(curve([0.1])), '[0.1]'),
  fault('figure of no points', () => curve([]), /^ShapeError: .*curves\[0\]\.y is empty/),
  fault(
    'figure with NaN and −∞ among its points',
    () => drawn(curve([1, NaN, -Infinity, 2])),
    '[1,null,null,2]',
  ),
  fault(
    'figure with a hole among its points',
    () => curve(withHole),
    /^ShapeError: .*\[1\] should be a number, got undefined/,
  ),
  fault(
    'figure of a matrix with a hole',
    () => figures.heatMap({ ...texts, values: [withHole] }),
    /^ShapeError: .*should be a number, got undefined/,
  ),
  fault(
    'figure of dates',
    () => curve([new Date(0)] as never),
    /^ShapeError: .*should be a number, got Date; axes count: give e\.g\. days/,
  ),
  fault('figure of bigints', () => curve([1n] as never), /^ShapeError: .*should be a number/),
  fault(
    'histogram of one value of 10¹⁷',
    () => figures.histogram({ ...texts, series: [{ name: 'a', values: [1e17] }] }).data[0].width,
    /^\[[1-9]/,
  ),
  fault(
    'histogram of 10¹⁶ and 10¹⁶ + 4',
    () => figures.histogram({ ...texts, series: [{ name: 'a', values: [1e16, 1e16 + 4] }] }).data[0].y,
    '[1,1]',
  ),
];

const money = '$10-$20';
const moneyIn = (figure: figures.Figure): string =>
  /\$/.test(JSON.stringify([figure.data, { ...figure.layout, meta: 0 }]))
    ? 'Plotly sees dollars'
    : (JSON.stringify(figure).match(/&#36;10-&#36;20/g) ?? []).length + ' escaped';
const dollars: Fault[] = [
  fault(
    '$10-$20 and <b> for an axis in space, where Plotly decodes nothing',
    () => {
      const { scene } = figures.lossSurface({
        ...texts,
        xLabel: `${money} <b>`,
        x: [0, 1],
        y: [0, 1],
        z: [
          [0, 1],
          [1, 0],
        ],
      }).layout;
      return (scene as { xaxis: { title: { text: string } } }).xaxis.title.text;
    },
    '$10-$20 <\u200Bb>',
  ),
  fault(
    `${money} in every text of a line chart`,
    () =>
      moneyIn(
        figures.curves({
          ...texts,
          title: money,
          caption: money,
          xLabel: money,
          yLabel: money,
          curves: [
            { name: money, y: [1] },
            { name: 'g', y: [2] },
          ],
          verticals: [{ at: 0, label: money }],
          notes: [{ x: 0, y: 1, text: money }],
        }),
      ),
    '7 escaped',
  ),
  fault(
    `${money} for a category, a class, a row, a corner, an image`,
    () =>
      [
        figures.bars({ ...texts, categories: [money], series: [{ name: 's', values: [1] }] }),
        figures.decisionRegions({ ...texts, x: [0], y: [0], classes: [[0]], classNames: [money] }),
        figures.heatMap({ ...texts, values: [[1]], rowNames: [money], cellTexts: [[money]] }),
        figures.simplex({ ...texts, classNames: [money, 'b', 'c'], points: [{ name: 'p', p: [[1, 0, 0]] }] }),
        figures.imageGrid({ ...texts, images: [[1]], titles: [money] }),
      ]
        .map(moneyIn)
        .join(', '),
    '3 escaped, 1 escaped, 2 escaped, 1 escaped, 1 escaped',
  ),
];

/** A frame's parts under a name that tells nothing, as a minifier or a subclass makes it. */
class a {
  readonly $data = [[0.25], [0.5]];
  readonly $columns = ['v'];
  readonly columns = this.$columns;
  readonly values = this.$data;
  readonly index = [0, 1];
}
const kinds: Fault[] = [
  fault(
    'figure of a Danfo series',
    async () => drawn(curve(new (await import('danfojs-node')).Series([0.25, 0.5]))),
    '[0.25,0.5]',
    60,
  ),
  fault(
    'heat map of a data frame with a minified name',
    () => drawn(figures.heatMap({ ...texts, values: new a() }), 'z'),
    '[[0.25],[0.5]]',
  ),
  fault(
    'figure of a Float64Array of another realm',
    () => drawn(curve(runInNewContext('Float64Array.of(0.25, 0.5)') as Float64Array)),
    '[0.25,0.5]',
  ),
  fault(
    'figure of a DataView of another realm',
    () => curve(runInNewContext('new DataView(new ArrayBuffer(2))') as never),
    /^ShapeError: .*should be numbers/,
  ),
  fault('figure of a Buffer', () => drawn(curve(Buffer.from([1, 2]))), '[1,2]'),
  fault(
    'figure of a typed array of a subclass',
    () => drawn(curve(new (class extends Float32Array {})([0.25]))),
    '[0.25]',
  ),
];

export const faults: Fault[] = [...rounding, ...dollars, ...kinds];
