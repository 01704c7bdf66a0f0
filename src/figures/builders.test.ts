import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tensor } from '../core/tensor';
import { bars } from './bars';
import { confusionMatrix } from './confusion-matrix';
import { curves } from './curves';
import { decisionRegions } from './decision-regions';
import { heatMap } from './heat-map';
import { histogram } from './histogram';
import { imageGrid } from './image-grid';
import { pictureGrid } from './picture-grid';
import { lossContour } from './loss-contour';
import { simplex } from './simplex';
import { trainingCurves } from './training-curves';

const texts = { id: 'test', title: 'What?', caption: 'This.' };
const numbers = (value: unknown): number[] => value as number[];

describe('curves', () => {
  it('takes numbers, typed arrays and tensors alike', () => {
    const y = [0.5, 1, 2];
    const of = (values: Parameters<typeof curves>[0]['curves'][0]['y']) =>
      curves({ ...texts, curves: [{ name: 'f', y: values }] }).data;
    assert.deepEqual(of(Float64Array.from(y)), of(y));
    assert.deepEqual(of(Float32Array.from(y)), of(y));
    assert.deepEqual(of(tensor(y)), of(y));
  });

  it('leaves gaps for NaN and infinity, and refuses a curve of nothing else', () => {
    const figure = curves({ ...texts, curves: [{ name: 'f', y: [1, NaN, Infinity, 4] }] });
    assert.deepEqual(figure.data[0].y, [1, null, null, 4]);
    assert.throws(() => curves({ ...texts, curves: [{ name: 'f', y: [NaN, NaN] }] }), {
      name: 'DomainError',
      message: /figures\.curves: curves\[0\]\.y has no finite value/,
    });
  });

  it('draws < and & of names as they are', () => {
    const figure = curves({ ...texts, title: 'p < q & r?', curves: [{ name: '<b>bold</b> & "q"', y: [1] }] });
    assert.equal(figure.data[0].name, '&lt;b&gt;bold&lt;/b&gt; &amp; "q"');
    assert.equal((figure.layout.title as { text: string }).text, 'p &lt; q &amp; r?');
  });

  it('draws dollars as they are, where there is MathJax too', () => {
    const figure = curves({ ...texts, title: 'Is it $10-$20?', xLabel: 'US$', curves: [{ name: '$a$', y: [1] }] });
    assert.equal(figure.data[0].name, '&#36;a&#36;');
    assert.doesNotMatch(JSON.stringify([figure.data, { ...figure.layout, meta: {} }]), /\$/);
  });

  it('names both lengths when they differ', () => {
    assert.throws(() => curves({ ...texts, x: [1, 2], curves: [{ name: 'f', y: [1, 2, 3] }] }), {
      name: 'ShapeError',
      message: /curves\[0\]\.x has 2 values, expected 3/,
    });
    assert.throws(() => curves({ ...texts, curves: [] }), /figures\.curves: curves should list at least one/);
  });

  it('places notes and ranges of a logarithmic axis by powers of ten', () => {
    const figure = curves({
      ...texts,
      xScale: 'log',
      xRange: [0.01, 1000],
      x: [0.01, 1000],
      curves: [{ name: 'f', y: [1, 2] }],
      notes: [{ x: 100, y: 1.5, text: 'here' }],
      verticals: [{ at: 10, label: 'ten' }],
    });
    const [ten, here] = figure.layout.annotations as { x: number }[];
    assert.deepEqual([ten.x, here.x], [1, 2]);
    assert.deepEqual((figure.layout.xaxis as { range: number[] }).range, [-2, 3]);
    assert.equal((figure.layout.shapes as { x0: number }[])[0].x0, 10);
    assert.throws(
      () => curves({ ...texts, yScale: 'log', curves: [{ name: 'f', y: [-1, 0] }] }),
      /curves\[0\]\.y has no positive value/,
    );
  });

  it('labels a logarithmic axis of less than two decades by 1, 2 and 5 too', () => {
    const ticks = (x: number[]) =>
      (curves({ ...texts, xScale: 'log', x, curves: [{ name: 'f', y: [1, 2] }] }).layout.xaxis as { ticktext?: string[] })
        .ticktext;
    assert.deepEqual(ticks([1, 40]), ['0.5', '1', '2', '5', '10', '20', '50']);
    assert.equal(ticks([1, 400]), undefined);
    const counts = histogram({ ...texts, yScale: 'log', series: [{ name: 'a', values: [1, 2, 2] }] });
    assert.equal((counts.layout.yaxis as { dtick: number }).dtick, 1);
  });

  it('labels a logarithmic axis of a hundred decades a dozen times at most', () => {
    const figure = curves({ ...texts, yScale: 'log', curves: [{ name: 'f', y: [1e-52, 1e52] }] });
    assert.equal((figure.layout.yaxis as { dtick: number }).dtick, 9);
  });

  it('refuses an id that is no file name', () => {
    assert.throws(() => curves({ ...texts, id: '../x', curves: [{ name: 'f', y: [1] }] }), /lower-case words/);
  });
});

describe('histogram', () => {
  it('counts the lower edge in, the upper one only in the last bin, and nothing outside', () => {
    const values = [0, 0.5, 1, 1.5, 2, 2.5, -1, NaN];
    const figure = histogram({ ...texts, series: [{ name: 'a', values }], bins: [0, 1, 2] });
    assert.deepEqual(figure.data[0].y, [2, 3]);
    assert.deepEqual(figure.data[0].x, [0.5, 1.5]);
  });

  it('gives shares that sum to one and densities of area one', () => {
    const series = [{ name: 'a', values: [0, 1, 2, 4] }];
    const sum = (list: number[]): number => list.reduce((a, b) => a + b, 0);
    assert.equal(sum(numbers(histogram({ ...texts, series, bins: 4, measure: 'share' }).data[0].y)), 1);
    const density = histogram({ ...texts, series, bins: [0, 1, 4], measure: 'density' });
    assert.deepEqual(density.data[0].y, [0.25, 0.25]);
  });
});

describe('heatMap and confusionMatrix', () => {
  it('centres signed colours at zero', () => {
    const [trace] = heatMap({ ...texts, values: [[-1, 3]], scale: 'diverging' }).data;
    assert.deepEqual([trace.zmin, trace.zmax], [-3, 3]);
  });

  it('shows counts and colours shares of the row', () => {
    const [trace] = confusionMatrix({ ...texts, counts: tensor([[3, 1], [0, 0]]), classNames: ['<a>', 'b'] }).data;
    assert.deepEqual(trace.z, [[0.75, 0.25], [0, 0]]);
    assert.deepEqual(trace.text, [['3', '1'], ['0', '0']]);
  });

  it('refuses what is not square, not whole or misnamed', () => {
    assert.throws(() => confusionMatrix({ ...texts, counts: [[1, 2]] }), /should have shape \[1, 1\].*row 0 of 2/);
    assert.throws(() => confusionMatrix({ ...texts, counts: [[0.5]] }), /counts\[0\]\[0\] should be a count, got 0.5/);
    assert.throws(() => heatMap({ ...texts, values: [[1, 2]], columnNames: ['a'] }), /1 names, the values need 2/);
  });
});

describe('simplex', () => {
  const classNames = ['a', 'b', 'c'] as const;

  it('puts certainty into the corners and indifference into the centre', () => {
    const p = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1 / 3, 1 / 3, 1 / 3]];
    const figure = simplex({ ...texts, classNames, points: [{ name: 'p', p }] });
    const trace = figure.data[figure.data.length - 1];
    assert.deepEqual(trace.x, [0, 1, 0.5, 0.5]);
    assert.deepEqual(trace.y, [0, 0, 0.8660254038, 0.2886751346]);
  });

  it('draws walks with a dot a row, or as bare lines, and the dots of all sets in one size', () => {
    const p = [[1, 0, 0], [0, 1, 0]];
    const paths = [{ name: 'walk', p }, { name: 'line', p, dots: false }];
    const many = Array.from({ length: 101 }, () => [1, 0, 0]);
    const points = [{ name: 'few', p }, { name: 'many', p: many }];
    const [walk, line, few, crowd] = simplex({ ...texts, classNames, paths, points }).data.slice(-4);
    assert.deepEqual([walk.mode, line.mode], ['lines+markers', 'lines']);
    const sizes = [few, crowd].map(({ marker }) => (marker as { size: number }).size);
    assert.equal(sizes[0], sizes[1]);
  });

  it('names the row that is no distribution, and the step that leaves the plane', () => {
    const bad = [{ name: 'p', p: [[0.5, 0.5, 0], [0.5, 0.5, 0.5]] }];
    assert.throws(() => simplex({ ...texts, classNames, points: bad }), /points\[0\]\.p\[1\].*sum 1.5/);
    const arrows = { from: [[1, 0, 0]], step: [[0.1, 0, 0]] };
    assert.throws(() => simplex({ ...texts, classNames, arrows }), /arrows\.step\[0\] should sum to 0/);
  });
});

describe('imageGrid', () => {
  it('tiles images with gaps, in 256 levels over all of them', () => {
    const figure = imageGrid({ ...texts, images: [[0, 1, 2, 4], [4, 4, 4, 4]], columns: 2 });
    const { dtype, bdata, shape } = figure.data[0].z as Record<string, string>;
    assert.deepEqual([dtype, shape], ['u1', '4, 6']);
    assert.deepEqual([...Buffer.from(bdata, 'base64')].slice(12), [0, 64, 0, 0, 255, 255, 128, 255, 0, 0, 255, 255]);
  });

  it('leaves gaps between signed images, whose zero has a colour of its own', () => {
    const figure = imageGrid({ ...texts, images: [[-1], [2]], scale: 'diverging', columns: 2 });
    const { dtype, bdata, shape } = figure.data[0].z as Record<string, string>;
    const bytes = Buffer.from(bdata, 'base64');
    const last = Array.from({ length: 4 }, (_, i) => bytes.readFloatLE(4 * (8 + i)));
    assert.deepEqual([dtype, shape, ...last], ['f4', '3, 4', 64, NaN, NaN, 255]);
  });

  it('reads a tensor [N, rows, columns] as it reads lists', () => {
    const values = [[[0, 1, 2], [3, 4, 5]]];
    const fromTensor = imageGrid({ ...texts, images: tensor(values) });
    const fromList = imageGrid({ ...texts, images: [values.flat(2)], imageShape: [2, 3] });
    assert.deepEqual(fromTensor.data, fromList.data);
    assert.throws(() => imageGrid({ ...texts, images: [[1, 2, 3]] }), /images\[0\] has 3 values.*imageShape/);
  });
});

describe('pictureGrid', () => {
  const red = { pixels: Uint8Array.of(255, 0, 0), height: 1, width: 1 };

  it('keeps the colours, and leaves the page between the pictures', () => {
    const { data, layout } = pictureGrid({ ...texts, pictures: [red, { ...red, pixels: Uint8Array.of(1, 2, 3) }] });
    const drawn = data.map(({ z, x0, y0 }) => {
      const { bdata, shape } = z as Record<string, string>;
      return { x0, y0, shape, colours: [...Buffer.from(bdata, 'base64')] };
    });
    assert.deepEqual(drawn, [
      { x0: 0, y0: 2, shape: '1, 1, 3', colours: [255, 0, 0] },
      { x0: 3, y0: 2, shape: '1, 1, 3', colours: [1, 2, 3] },
    ]);
    const { xaxis, yaxis } = layout as Record<string, { range: number[] }>;
    assert.deepEqual([xaxis.range, yaxis.range], [[-0.5, 3.5], [2.5, -0.5]]);
  });

  it('names a picture of another size, and titles that are too few', () => {
    const long = { ...red, width: 2 };
    assert.throws(() => pictureGrid({ ...texts, pictures: [red, long] }), /pictures\[1\] has 1 × 2 pixels.* one size/);
    assert.throws(() => pictureGrid({ ...texts, pictures: [long] }), /pictures\[0\] should have 6 bytes.*got 3/);
    assert.throws(() => pictureGrid({ ...texts, pictures: [red], titles: [] }), /titles has 0 texts for 1 pictures/);
  });
});

describe('the other builders', () => {
  it('take labels within the classes only', () => {
    const grid = { x: [0, 1], y: [0, 1], classNames: ['a', 'b'] };
    assert.throws(() => decisionRegions({ ...texts, ...grid, classes: [[0, 1], [1, 2]] }), {
      name: 'LabelError',
      message: /classes\[1\]\[1\] is 2, expected a class of 0 … 1/,
    });
  });

  it('check the shape of a surface against its axes', () => {
    assert.throws(
      () => lossContour({ ...texts, x: [0, 1, 2], y: [0, 1], z: [[1, 2, 3]] }),
      /z should have shape \[2, 3\], got \[1, 3\]/,
    );
  });

  it('give the values of a logarithmic contour back in its colour bar', () => {
    const z = [[1, 100], [10, 10000]];
    const [trace] = lossContour({ ...texts, x: [0, 1], y: [0, 1], z, logLevels: true }).data;
    assert.deepEqual((trace.colorbar as { ticktext: string[] }).ticktext, ['1', '10', '100', '1000', '10000']);
    assert.throws(() => lossContour({ ...texts, x: [0, 1], y: [0, 1], z: [[0, 1], [1, 1]], logLevels: true }), /positive/);
  });

  it('keep one colour for a name in both panels of the training curves', () => {
    const figure = trainingCurves({ ...texts, loss: { a: [1, 2], b: [3, 4] }, accuracy: { b: [0.5, 0.6] } });
    const [, b, accuracy] = figure.data as unknown as { line: { color: string }; showlegend: boolean }[];
    assert.equal(accuracy.line.color, b.line.color);
    assert.equal(accuracy.showlegend, false);
    assert.throws(() => trainingCurves({ ...texts, loss: { a: [1, 2] }, bestEpoch: 3 }), /bestEpoch 3/);
  });

  it('run their epochs on a logarithmic axis in both panels, the mark of the best one too', () => {
    const figure = trainingCurves({ ...texts, epochs: [1, 10, 100], loss: { a: [3, 2, 1] }, accuracy: { a: [0, 0.5, 1] }, epochScale: 'log', bestEpoch: 100 });
    const { xaxis, xaxis2, annotations, shapes } = figure.layout as Record<string, { type?: string }> & { annotations: { x: number }[]; shapes: { x0: number }[] };
    assert.deepEqual([xaxis.type, xaxis2.type], ['log', 'log']);
    assert.deepEqual([annotations[0].x, shapes[0].x0], [2, 100], 'Plotly wants exponents for annotations, values for shapes');
  });

  it('lay bars down with the first on top', () => {
    const figure = bars({ ...texts, categories: ['a', 'b'], series: [{ name: 's', values: [1, 2] }], horizontal: true });
    assert.deepEqual([figure.data[0].orientation, figure.data[0].x], ['h', [1, 2]]);
    assert.equal((figure.layout.yaxis as { autorange: string }).autorange, 'reversed');
    const left = bars({ ...texts, categories: ['a', 'b'], series: [{ name: 's', values: [-1, 1] }], horizontal: true });
    assert.deepEqual((left.layout.xaxis as { range: number[] }).range, [-1.24, 1.24]);
    assert.throws(() => bars({ ...texts, categories: ['a'], series: [{ name: 's', values: [1, 2] }] }), /2 values, expected 1/);
  });

  it('put points in place of bars on a logarithmic axis, where a bar begins nowhere', () => {
    const series = [{ name: 's', values: [1, 100], errors: [0.1, 5] }, { name: 't', values: [2, 50] }];
    for (const horizontal of [false, true]) {
      const figure = bars({ ...texts, categories: ['a', 'b'], series, yScale: 'log', horizontal });
      assert.deepEqual(figure.data.map(({ type, mode }) => [type, mode]), [['scatter', 'markers+text'], ['scatter', 'markers+text']]);
      assert.deepEqual(figure.data[0][horizontal ? 'x' : 'y'], [1, 100]);
      assert.equal((figure.layout[horizontal ? 'xaxis' : 'yaxis'] as { type: string }).type, 'log');
      assert.match(figure.alt, /^Points of s and t/);
    }
  });
});
