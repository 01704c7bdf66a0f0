import { functions } from './functions';
import { kernels } from './kernels';
import { losses } from './losses';
import { metrics } from './metrics';
import type { Mutants } from './mutant';
import { sampling } from './sampling';
import { training } from './training';

export const MUTANTS: Mutants = { ...kernels, ...functions, ...losses, ...training, ...metrics, ...sampling };

/** What `npm test` runs: of each kind one, with the notebooks whose claims are looked at, which come to them in a second. */
export const SAMPLE: Readonly<Record<string, readonly string[]>> = {
  'exp-taylor': [],
  'exp-cubic': ['01'],
  smoothing: [],
  'focal-slope': ['25'],
  'he-gain': [],
  'adam-bias': [],
  'attention-scale': [],
  'ece-bins': [],
  'log-q-sign': [],
};
