/** In place of kernel/tslab.ts, where there is no Node: the same version of the compiler. */
import * as typescript from 'typescript';

export { typescript };
