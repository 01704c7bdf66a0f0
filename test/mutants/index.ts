import { functions } from './functions';
import { kernels } from './kernels';
import { losses } from './losses';
import { metrics } from './metrics';
import type { Mutants } from './mutant';
import { sampling } from './sampling';
import { training } from './training';

export const MUTANTS: Mutants = { ...kernels, ...functions, ...losses, ...training, ...metrics, ...sampling };

/** What `npm test` runs. */
export const SAMPLE: readonly string[] = [];
