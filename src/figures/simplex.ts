import { DomainError, ShapeError } from '../core/errors';
import { isFrame } from '../core/frame';
import { isTensor } from '../core/tensor';
import { makeFigure, type Figure, type FigureOptions, type PlotlyObject } from './figure';
import { checkSome, matrix, type Matrix } from './input';
import { legendAbove } from './legend';
import { category, ink, symbols } from './palette';
import { fieldOnSimplex, frame, project, type Probabilities } from './simplex-frame';
import { label } from './text';
import { describeList } from './words';

export interface SimplexOptions extends FigureOptions {
  /** Names of the three corners: left, right, top. */
  classNames: readonly [string, string, string];
  /** Sets of distributions `[N, 3]`, each row summing to one; `labels` stand beside the dots. */
  points?: readonly { name: string; p: Matrix; labels?: readonly string[] }[];
  /** Walks over distributions `[N, 3]`, with a dot at each and a larger one at the end; or bare lines. */
  paths?: readonly { name: string; p: Matrix; dots?: boolean }[];
  /** Arrows from a distribution `[N, 3]` along a step `[N, 3]` whose rows sum to zero, e.g. y − p. */
  arrows?: { from: Matrix; step: Matrix; color?: number };
  /** A function of the distribution, drawn as colours and contours beneath the rest. */
  field?: { name: string; value: (p: Probabilities) => number };
}

/**
 * Distributions over three classes as points of a triangle: a corner is certainty, the centre is ⅓, ⅓, ⅓, the
 * distance from a side is the probability of the corner opposite.
 *
 * @throws {@link DomainError} naming the first row that is no distribution, {@link ShapeError} unless `[N, 3]`
 */
export function simplex(options: SimplexOptions): Figure {
  const where = 'figures.simplex';
  const { classNames, points = [], paths = [], arrows, field } = options;
  if (!Array.isArray(classNames) || classNames.length !== 3) {
    throw new ShapeError(`${where}: classNames should be three names, one a corner`);
  }
  checkSome(where, 'points, paths, arrows or field', [...points, ...paths, ...[arrows, field].filter(Boolean)]);
  const corners = classNames.map((name, i) => label(where, `classNames[${i}]`, name));
  // Sets of one figure have dots of one size.
  const crowded = points.some(({ p }) => (isTensor(p) ? p.shape[0] : isFrame(p) ? p.values.length : p.length) > 100);
  const sets = [
    ...paths.map((path, i) => draw(where, 'paths', path, i, i)),
    ...points.map((set, i) => draw(where, 'points', set, i, paths.length + i, crowded)),
  ];
  const names = [...paths, ...points].map((set) => set.name);
  const legend = legendAbove(names, options.width);
  const triangle = frame(corners);
  return makeFigure(where, options, {
    data: [...(field ? fieldOnSimplex(field.value, label(where, 'field.name', field.name)) : []), ...triangle.data, ...sets],
    layout: {
      ...legend.layout,
      xaxis: { visible: false, range: [-0.22, 1.22], constrain: 'domain' },
      yaxis: { visible: false, range: [-0.12, 0.98], scaleanchor: 'x', constrain: 'domain' },
      annotations: [...triangle.annotations, ...(arrows ? drawArrows(where, arrows) : [])],
      hovermode: 'closest',
      margin: { l: 20, r: 20, b: 12, t: legend.top },
    },
    height: 460,
    description: `Probability simplex with the corners ${describeList(classNames)}${names.length > 0 ? `, showing ${describeList(names)}` : ''}${field ? `, coloured by ${field.name}` : ''}`,
  });
}

function draw(
  where: string,
  kind: 'points' | 'paths',
  set: { name: string; p: Matrix; labels?: readonly string[]; dots?: boolean },
  i: number,
  color: number,
  crowded = false,
): PlotlyObject {
  const rows = distributions(where, `${kind}[${i}].p`, set.p);
  if (set.labels && set.labels.length !== rows.length) {
    throw new ShapeError(`${where}: ${kind}[${i}].labels has ${set.labels.length} texts for ${rows.length} points`);
  }
  const xy = rows.map(project);
  const last = rows.length - 1;
  const marker = { color: category(color), line: { color: ink.paper, width: 1 } };
  return {
    type: 'scatter',
    name: label(where, `${kind}[${i}].name`, set.name),
    x: xy.map(([x]) => x),
    y: xy.map(([, y]) => y),
    customdata: rows,
    hovertemplate: '%{customdata[0]:.4~g}, %{customdata[1]:.4~g}, %{customdata[2]:.4~g}',
    ...(kind === 'paths'
      ? {
          mode: set.dots === false ? 'lines' : 'lines+markers',
          line: { color: category(color), width: set.dots === false ? 1.2 : 2.4 },
          marker: {
            ...marker,
            size: rows.map((_, j) => (j === last ? 11 : 4)),
            line: { color: ink.paper, width: rows.map((_, j) => (j === last ? 1 : 0)) },
          },
        }
      : {
          mode: set.labels ? 'markers+text' : 'markers',
          marker: { ...marker, size: crowded ? 6 : 9, symbol: symbols[color % symbols.length] },
          text: set.labels?.map((text, j) => label(where, `${kind}[${i}].labels[${j}]`, text)),
          textposition: 'middle right',
        }),
  };
}

function drawArrows(where: string, { from, step, color = 1 }: NonNullable<SimplexOptions['arrows']>): PlotlyObject[] {
  const starts = distributions(where, 'arrows.from', from);
  const steps = matrix(where, 'arrows.step', step, [starts.length, 3]);
  return starts.map((start, i) => {
    const sum = steps[i][0] + steps[i][1] + steps[i][2];
    if (!(Math.abs(sum) < 1e-6)) {
      throw new DomainError(`${where}: arrows.step[${i}] should sum to 0, so that it stays in the plane, got ${sum}`);
    }
    const [ax, ay] = project(start);
    const [x, y] = project(start.map((p, k) => p + steps[i][k]));
    const place = { x, y, ax, ay, xref: 'x', yref: 'y', axref: 'x', ayref: 'y', text: '' };
    return { ...place, showarrow: true, arrowhead: 2, arrowsize: 1, arrowwidth: 1.8, arrowcolor: category(color) };
  });
}

function distributions(where: string, name: string, values: Matrix): number[][] {
  const rows = matrix(where, name, values);
  matrix(where, name, rows, [rows.length, 3]);
  rows.forEach((p, i) => {
    const sum = p[0] + p[1] + p[2];
    if (p.every((value) => value >= 0) && Math.abs(sum - 1) < 1e-4) return;
    throw new DomainError(
      `${where}: ${name}[${i}] should be a distribution (non-negative, sum 1), got [${p.join(', ')}] of sum ${sum}`,
    );
  });
  return rows;
}
