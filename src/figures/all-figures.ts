import { bars } from './bars';
import { confusionMatrix } from './confusion-matrix';
import { curves } from './curves';
import { decisionRegions } from './decision-regions';
import { functionWithGradient } from './function-with-gradient';
import { heatMap } from './heat-map';
import { histogram } from './histogram';
import { imageGrid } from './image-grid';
import { lossContour } from './loss-contour';
import { lossSurface } from './loss-surface';
import { reliabilityDiagram } from './reliability-diagram';
import { scatter } from './scatter';
import { simplex } from './simplex';
import { trainingCurves } from './training-curves';

/** Every builder by name: what is listed here is tested and drawn by the tests. */
export const ALL_FIGURES = {
  bars,
  confusionMatrix,
  curves,
  decisionRegions,
  functionWithGradient,
  heatMap,
  histogram,
  imageGrid,
  lossContour,
  lossSurface,
  reliabilityDiagram,
  scatter,
  simplex,
  trainingCurves,
};
