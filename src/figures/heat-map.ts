import { ShapeError } from '../core/errors';
import { axisTitle, makeFigure, type Figure, type FigureOptions, type PlotlyObject } from './figure';
import { textWidth } from './headline';
import { extent, matrix, type Matrix } from './input';
import { amount, diverging, sequential } from './palette';
import { checkText, escapeText, label } from './text';
import { briefs, describeRange } from './words';

export interface HeatMapOptions extends FigureOptions {
  /** `[rows, columns]`, the first row on top. */
  values: Matrix;
  rowNames?: readonly string[];
  columnNames?: readonly string[];
  /**
   * `amount` (the default, from the paper's colour up) for counts and shares, `sequential` for magnitudes,
   * `diverging` for signed values: centred at zero.
   */
  scale?: 'amount' | 'sequential' | 'diverging';
  /** Colours run from the first to the second; by default over the values. */
  range?: readonly [number, number];
  /** Numbers in the cells; by default where there are at most 200. */
  showValues?: boolean;
  /** Texts in the cells in place of the numbers, row by row. */
  cellTexts?: readonly (readonly string[])[];
  /** What the colours mean. */
  valueLabel?: string;
}

/**
 * A matrix as coloured cells, with its numbers.
 *
 * @throws {@link ShapeError} if names and values differ in length
 */
export function heatMap(options: HeatMapOptions): Figure {
  return heatMapAs('figures.heatMap', options, 'Heat map');
}

/** {@link heatMap} under another name, for the builders that are one. */
export function heatMapAs(where: string, options: HeatMapOptions, kind: string): Figure {
  const values = matrix(where, 'values', options.values);
  const [rows, columns] = [values.length, values[0].length];
  const rowNames = names(where, 'rowNames', options.rowNames, rows);
  const columnNames = names(where, 'columnNames', options.columnNames, columns);
  const show = options.showValues ?? rows * columns <= 200;
  const width = options.width ?? 720;
  const left = 40 + extent(rowNames.map((name) => textWidth(name)))[1];
  const cell = Math.min(72, (width - left - 110) / columns);
  return makeFigure(where, options, {
    width: Math.min(width, Math.max(480, left + cell * columns + 110)),
    data: [
      {
        type: 'heatmap',
        z: values,
        x: columnNames.map((_, i) => i),
        y: rowNames.map((_, i) => i),
        ...colours(values.flat(), options),
        xgap: columns > 40 ? 0 : 1,
        ygap: rows > 40 ? 0 : 1,
        ...(show ? { text: texts(where, values, options.cellTexts), texttemplate: '%{text}' } : {}),
        textfont: { size: cell < 34 ? 10 : 12 },
        colorbar: {
          ...(options.valueLabel === undefined
            ? {}
            : { title: { text: label(where, 'valueLabel', options.valueLabel), side: 'right' } }),
        },
        hovertemplate: '%{y}, %{x}: %{z}<extra></extra>',
      },
    ],
    layout: {
      xaxis: { ...categoryAxis(columnNames, cell), title: axisTitle(where, 'xLabel', options.xLabel) },
      yaxis: {
        ...categoryAxis(rowNames, Infinity),
        title: axisTitle(where, 'yLabel', options.yLabel),
        autorange: 'reversed',
      },
      margin: { l: 64, r: 90, t: 12 },
    },
    height: Math.min(640, Math.max(180, Math.min(cell, 56) * rows + 90)),
    description: `${kind} of ${rows} × ${columns} cells, ${describeRange(options.valueLabel ?? 'values', values.flat())}`,
  });
}

function colours(values: number[], { scale = 'amount', range }: HeatMapOptions): PlotlyObject {
  const [low, high] = range ?? extent(values);
  if (scale === 'diverging') {
    const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
    return { colorscale: diverging, zmin: range?.[0] ?? -most, zmax: range?.[1] ?? most };
  }
  const from = range?.[0] ?? (scale === 'amount' ? Math.min(0, low) : low);
  return { colorscale: scale === 'amount' ? amount : sequential, zmin: from, zmax: high > from ? high : from + 1 };
}

function categoryAxis(texts: string[], room: number): PlotlyObject {
  const slanted = texts.some((text) => textWidth(text) > room - 4);
  const every = Math.ceil(texts.length / 40);
  const ticks = texts.map((_, i) => i).filter((i) => i % every === 0);
  return {
    tickvals: ticks,
    ticktext: ticks.map((i) => escapeText(texts[i])),
    tickangle: slanted ? -45 : 0,
    showgrid: false,
    zeroline: false,
    showline: false,
    tickcolor: 'rgba(0,0,0,0)',
  };
}

function texts(where: string, values: number[][], given: HeatMapOptions['cellTexts']): string[][] {
  if (given) return values.map((row, i) => row.map((_, j) => label(where, `cellTexts[${i}][${j}]`, given[i]?.[j])));
  const all = briefs(values.flat());
  return values.map((row, i) =>
    row.map((value, j) => (Number.isFinite(value) ? all[i * row.length + j] : '')),
  );
}

function names(where: string, name: string, given: readonly string[] | undefined, length: number): string[] {
  if (!given) return Array.from({ length }, (_, i) => String(i));
  if (given.length === length) {
    given.forEach((text, i) => checkText(where, `${name}[${i}]`, text));
    return [...given];
  }
  throw new ShapeError(`${where}: ${name} has ${given.length} names, the values need ${length}`);
}
