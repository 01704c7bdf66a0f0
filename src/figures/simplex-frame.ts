import type { PlotlyObject } from './figure';
import { extent } from './input';
import { ink, tint } from './palette';

/** Three probabilities, in the order of the corners: left, right, top. */
export type Probabilities = readonly [number, number, number];

const height = Math.sqrt(3) / 2;

/** Where a distribution lies: corners (0, 0), (1, 0) and (½, √3/2). */
export function project(p: readonly number[]): [x: number, y: number] {
  return [p[1] + p[2] / 2, p[2] * height];
}

/** The triangle, its grid at tenths of one fifth, and the names of its corners. */
export function frame(corners: readonly string[]): { data: PlotlyObject[]; annotations: PlotlyObject[] } {
  const lines: (readonly number[] | null)[] = [];
  for (let k = 1; k < 5; k++) {
    const [a, b] = [k / 5, 1 - k / 5];
    lines.push([a, b, 0], [a, 0, b], null, [b, a, 0], [0, a, b], null, [b, 0, a], [0, b, a], null);
  }
  const grid = lines.map((p) => (p ? project(p) : [null, null]));
  const edge = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]].map(project);
  const stroke = (points: (number | null)[][], line: PlotlyObject): PlotlyObject => ({
    type: 'scatter',
    mode: 'lines',
    x: points.map(([x]) => x),
    y: points.map(([, y]) => y),
    line,
    hoverinfo: 'skip',
    showlegend: false,
  });
  const places = [
    { x: 0, y: 0, xanchor: 'right', yanchor: 'top' },
    { x: 1, y: 0, xanchor: 'left', yanchor: 'top' },
    { x: 0.5, y: height, xanchor: 'center', yanchor: 'bottom' },
  ];
  return {
    data: [stroke(grid, { color: ink.grid, width: 1 }), stroke(edge, { color: ink.line, width: 1.6 })],
    annotations: places.map((place, i) => ({ ...place, text: corners[i], showarrow: false, font: { size: 14 } })),
  };
}

const cells = 72;

/**
 * A function's values as colours with contours. Heat maps are rectangles: values just outside continue those
 * at the edge, and what juts out is covered by the paper's colour.
 */
export function fieldOnSimplex(value: (p: Probabilities) => number, name: string): PlotlyObject[] {
  const x = Array.from({ length: cells + 1 }, (_, j) => j / cells);
  const y = Array.from({ length: cells + 1 }, (_, i) => (i / cells) * height);
  const z = y.map((b) =>
    x.map((a) => {
      const top = b / height;
      const right = a - top / 2;
      const outside = Math.max(0, -right, right + top - 1);
      return outside > 2 / cells ? NaN : value(clamp(1 - right - top, right, top));
    }),
  );
  const [zmin, zmax] = extent(z.flat());
  return [
    {
      type: 'contour',
      x,
      y,
      z,
      zmin,
      zmax,
      colorscale: tint,
      contours: { coloring: 'heatmap' },
      ncontours: 12,
      line: { color: ink.paper, width: 0.8 },
      hoverinfo: 'skip',
      showlegend: false,
      colorbar: { len: 0.75, title: { text: name } },
    },
    ...cover(),
  ];
}

/** The nearest distribution, well enough for the rim: negative entries are set to zero. */
function clamp(...p: [number, number, number]): Probabilities {
  const positive = p.map((value) => Math.max(0, value));
  const sum = positive[0] + positive[1] + positive[2];
  return [positive[0] / sum, positive[1] / sum, positive[2] / sum];
}

function cover(): PlotlyObject[] {
  const sides = [
    [[-0.1, -0.1], [0, 0], [0.5, height], [0.5, 1], [-0.1, 1]],
    [[1.1, -0.1], [1, 0], [0.5, height], [0.5, 1], [1.1, 1]],
    [[-0.1, -0.1], [0, 0], [1, 0], [1.1, -0.1]],
  ];
  return sides.map((side) => ({
    type: 'scatter',
    mode: 'lines',
    x: side.map(([x]) => x),
    y: side.map(([, y]) => y),
    fill: 'toself',
    fillcolor: ink.paper,
    line: { width: 0, color: ink.paper },
    hoverinfo: 'skip',
    showlegend: false,
  }));
}
