import type { PlotlyObject } from './figure';
import { categories, ink, sequential } from './palette';
import { inDark } from './theme';

/** Latin first, then faces with Chinese on each system; the exported pictures embed the Noto ones. */
export const fontFamily =
  "'Noto Sans', 'Noto Sans Math', 'Noto Sans Symbols 2', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'Segoe UI', Arial, sans-serif";

const axis = {
  automargin: true,
  gridcolor: ink.grid,
  linecolor: ink.line,
  zerolinecolor: ink.grid,
  zerolinewidth: 1,
  showline: true,
  ticks: 'outside',
  tickcolor: ink.line,
  ticklen: 4,
  title: { standoff: 10, font: { size: 13 } },
  minor: { showgrid: false },
};
const colorbar = { thickness: 12, outlinewidth: 0, title: { font: { size: 13 } } };
const sceneAxis = {
  backgroundcolor: ink.paper,
  showbackground: true,
  gridcolor: ink.grid,
  linecolor: ink.line,
  zerolinecolor: ink.line,
};

/** The look of every figure on an opaque light ground. */
export const lightTemplate: PlotlyObject = {
  layout: {
    font: { family: fontFamily, size: 13, color: ink.text },
    title: { font: { color: ink.text, weight: 'bold' }, subtitle: { font: { color: ink.soft } } },
    paper_bgcolor: ink.paper,
    plot_bgcolor: ink.paper,
    colorway: [...categories],
    colorscale: { sequential },
    hovermode: 'closest',
    // A name that is cut may be cut within an escape.
    hoverlabel: { font: { family: fontFamily }, namelength: -1 },
    legend: { bgcolor: 'rgba(0,0,0,0)', itemsizing: 'constant' },
    xaxis: axis,
    yaxis: axis,
    scene: { xaxis: sceneAxis, yaxis: sceneAxis, zaxis: sceneAxis },
  },
  data: {
    heatmap: [{ type: 'heatmap', colorbar }],
    contour: [{ type: 'contour', colorbar }],
    surface: [{ type: 'surface', colorbar }],
    // Simplified lines show corners when they are enlarged.
    scatter: [{ type: 'scatter', line: { simplify: false } }],
  },
};

/** The same on an opaque dark ground. */
export const darkTemplate = inDark(lightTemplate) as PlotlyObject;
