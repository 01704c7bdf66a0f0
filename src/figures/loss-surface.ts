import { makeFigure, type Figure, type FigureOptions, type PlotlyObject } from './figure';
import { matrix, vector, type Matrix, type Numbers } from './input';
import { category, ink, sequential } from './palette';
import { checkText, label } from './text';
import { describeRange } from './words';

/** Steps of an optimiser over two parameters. */
export interface DescentPath {
  name: string;
  x: Numbers;
  y: Numbers;
}

export interface LossSurfaceOptions extends FigureOptions {
  x: Numbers;
  y: Numbers;
  /** `[y.length, x.length]`: the loss at `(x[j], y[i])` in row i, column j. */
  z: Matrix;
  zLabel?: string;
  /** Paths with the loss at each step. */
  paths?: readonly (DescentPath & { z: Numbers })[];
  /** From where it is seen; by default from the front, right, above. */
  eye?: { x: number; y: number; z: number };
}

/**
 * A loss over two parameters as a surface in space. Print it on paper with {@link lossContour} instead.
 *
 * @throws {@link ShapeError} if `z` is not `[y.length, x.length]`
 */
export function lossSurface(options: LossSurfaceOptions): Figure {
  const where = 'figures.lossSurface';
  const x = vector(where, 'x', options.x);
  const y = vector(where, 'y', options.y);
  const z = matrix(where, 'z', options.z, [y.length, x.length]);
  const surface = {
    type: 'surface',
    x,
    y,
    z,
    colorscale: sequential,
    contours: { z: { show: true, color: ink.paper, width: 1, highlight: false } },
    lighting: { ambient: 0.75, diffuse: 0.5, specular: 0.05 },
    colorbar: { thickness: 12, len: 0.7, outlinewidth: 0 },
    name: 'loss',
  };
  const paths = (options.paths ?? []).map((path, i): PlotlyObject => {
    const px = vector(where, `paths[${i}].x`, path.x);
    const color = category(i + 1);
    return {
      type: 'scatter3d',
      mode: 'lines+markers',
      name: label(where, `paths[${i}].name`, path.name),
      x: px,
      y: vector(where, `paths[${i}].y`, path.y, px.length),
      z: vector(where, `paths[${i}].z`, path.z, px.length),
      line: { color, width: 6 },
      marker: { color, size: 3.5 },
      showlegend: true,
    };
  });
  const sceneAxis = (name: 'xLabel' | 'yLabel' | 'zLabel', fallback: string): PlotlyObject => {
    const text = options[name] ?? fallback;
    checkText(where, name, text);
    // Here Plotly decodes no entities, but reads <b>, <br> and the like: a space without width takes them apart.
    return { title: { text: text.replaceAll('<', '<\u200B') } };
  };
  return makeFigure(where, options, {
    data: [surface, ...paths],
    layout: {
      scene: {
        xaxis: sceneAxis('xLabel', 'x'),
        yaxis: sceneAxis('yLabel', 'y'),
        zaxis: sceneAxis('zLabel', 'loss'),
        camera: { eye: options.eye ?? { x: 1.45, y: -1.45, z: 0.95 }, center: { x: 0, y: 0, z: -0.12 } },
        aspectmode: 'manual',
        aspectratio: { x: 1.1, y: 1.1, z: 0.8 },
      },
      legend: { x: 0, y: 1, xanchor: 'left', yanchor: 'top' },
      margin: { l: 12, r: 12, b: 12, t: 0 },
    },
    height: 460,
    description: `Surface of ${describeRange(options.zLabel ?? 'loss', z.flat())} over ${describeRange(options.xLabel ?? 'x', x)} and ${describeRange(options.yLabel ?? 'y', y)}`,
  });
}
