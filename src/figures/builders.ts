/** Every builder: what is listed here is exported, tested and drawn by the tests. */
export * from './bars';
export * from './confusion-matrix';
export * from './curves';
export * from './decision-regions';
export * from './function-with-gradient';
export { heatMap, type HeatMapOptions } from './heat-map';
export * from './histogram';
export * from './image-grid';
export * from './intervals';
export * from './loss-contour';
export * from './loss-surface';
export * from './picture-grid';
export * from './reliability-diagram';
export * from './scatter';
export * from './simplex';
export * from './training-curves';
export { withButtons, type ButtonsOptions } from './with-buttons';
export { withSlider, type SliderOptions } from './with-slider';
