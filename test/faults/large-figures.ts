import { figures, metrics, tensor } from '../../src';
import type { Fault } from './fault';

const texts = { id: 'x', title: 'What?', caption: 'This.' };
const many = 200_000;
const ramp = Array.from({ length: many }, (_, i) => i / many);
const grid = Array.from({ length: 450 }, (_, i) => ramp.slice(i * 440, (i + 1) * 440));
const side = { x: ramp.slice(0, 440), y: ramp.slice(0, 450) };
const names = ramp.map((_, i) => `n${i}`);
const countOf = (figure: figures.Figure, key = 'y', trace = 0): number =>
  (figure.data[trace][key] as unknown[]).length;
const large = (name: string, inject: () => unknown, expected: Fault['expected'] = many): Fault => ({
  fault: `figures.${name} of 200,000`,
  inject,
  expected,
});
/** A row a point, in two classes. */
const probabilities = tensor(ramp.map((p) => [p, 1 - p]));
const predictions = ramp.map((p) => (p > 0.5 ? 0 : 1));

export const faults: Fault[] = [
  large('curves', () =>
    countOf(figures.curves({ ...texts, x: ramp, curves: [{ name: 'f', y: ramp, band: ramp }] }), 'y', 1),
  ),
  large('scatter', () =>
    countOf(
      figures.scatter({ ...texts, xScale: 'log', groups: [{ name: 'f', x: ramp, y: ramp, labels: names }] }),
    ),
  ),
  large('bars', () =>
    countOf(
      figures.bars({
        ...texts,
        categories: names,
        series: [{ name: 'f', values: ramp, errors: ramp }],
        showValues: true,
      }),
    ),
  ),
  large(
    'histogram',
    () => countOf(figures.histogram({ ...texts, series: [{ name: 'f', values: ramp }], bins: ramp })),
    many - 1,
  ),
  large('histogram, bins', () =>
    countOf(figures.histogram({ ...texts, series: [{ name: 'f', values: ramp }], bins: many })),
  ),
  large('trainingCurves', () =>
    countOf(figures.trainingCurves({ ...texts, loss: { a: ramp }, accuracy: { a: ramp }, bestEpoch: many })),
  ),
  large('functionWithGradient', () =>
    countOf(
      figures.functionWithGradient({
        ...texts,
        x: ramp,
        functions: [{ name: 'f', y: ramp, gradient: ramp }],
        tangentsAt: [0.5],
      }),
    ),
  ),
  large('heatMap, rows', () =>
    countOf(figures.heatMap({ ...texts, values: ramp.map((v) => [v]), rowNames: names })),
  ),
  large('heatMap, columns', () =>
    countOf(figures.heatMap({ ...texts, values: [ramp], columnNames: names }), 'x'),
  ),
  large(
    'confusionMatrix',
    () =>
      countOf(
        figures.confusionMatrix({ ...texts, counts: grid.slice(0, 440).map((row) => row.map(() => 1)) }),
      ),
    440,
  ),
  large(
    'imageGrid, pixels',
    () =>
      (figures.imageGrid({ ...texts, images: [ramp], imageShape: [400, 500] }).data[0].z as { shape: string })
        .shape,
    /^\d+, 500$/,
  ),
  large(
    'imageGrid, images',
    () =>
      (
        figures.imageGrid({ ...texts, images: ramp.map((v) => [v]), titles: names }).layout
          .annotations as unknown[]
      ).length,
  ),
  large('lossContour', () =>
    countOf(
      figures.lossContour({ ...texts, ...side, z: grid, paths: [{ name: 'p', x: ramp, y: ramp }] }),
      'y',
      1,
    ),
  ),
  large('lossSurface', () =>
    countOf(
      figures.lossSurface({ ...texts, ...side, z: grid, paths: [{ name: 'p', x: ramp, y: ramp, z: ramp }] }),
      'y',
      1,
    ),
  ),
  large('decisionRegions', () =>
    countOf(
      figures.decisionRegions({
        ...texts,
        ...side,
        classes: grid.map((row) => row.map(() => 0)),
        classNames: ['a'],
        points: { x: ramp, y: ramp, labels: ramp.map(() => 0) },
      }),
      'y',
      1,
    ),
  ),
  large('simplex', () =>
    countOf(
      figures.simplex({
        ...texts,
        classNames: ['a', 'b', 'c'],
        points: [{ name: 'p', p: ramp.map((v) => [v, 1 - v, 0]) }],
      }),
      'y',
      2,
    ),
  ),
  large('reliabilityDiagram', () =>
    countOf(
      figures.reliabilityDiagram({
        ...texts,
        bins: metrics.reliabilityDiagram(probabilities, predictions, { bins: many }),
      }),
    ),
  ),
];
