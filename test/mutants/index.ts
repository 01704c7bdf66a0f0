import { functions } from './functions';
import { kernels } from './kernels';
import { losses } from './losses';
import { metrics } from './metrics';
import type { Mutants } from './mutant';
import { sampling } from './sampling';
import { training } from './training';

export const MUTANTS: Mutants = { ...kernels, ...functions, ...losses, ...training, ...metrics, ...sampling };

/** What `npm test` runs: of each kind one, whose test and notebook take seconds. */
export const SAMPLE: readonly string[] = [
  'exp-taylor',
  'log1p-rounding',
  'smoothing',
  'focal-slope',
  'weighted-mean',
  'he-gain',
  'adam-bias',
  'attention-scale',
  'ece-bins',
  'log-q-sign',
];
