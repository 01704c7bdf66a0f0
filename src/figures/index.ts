export * from './builders';
export * as ALL_FIGURES from './builders';
export type { AxisOptions, AxisScale } from './axes';
export type { Figure, FigureOptions, PlotlyObject } from './figure';
export type { Matrix, Numbers } from './input';
export type { Marks, Note, ReferenceLine } from './marks';
export type { Probabilities } from './simplex-frame';
export { withTheme, type Theme } from './theme';
export { withHeadline } from './with-headline';
