export { claim, type ClaimBounds } from './claim';
export { clearOutput } from './clear-output';
export { displayableOf } from './displayable';
export { exercise, type Answer } from './exercise';
export { progress, type ProgressOptions } from './progress';
export { show, type Showable } from './show';
export { showClaims } from './show-claims';
export { table } from './table';
export type { TableOptions } from '../core/display-table';
