import type { Layer } from '../nn';
import { loadTensors, saveTensors, type SavedTensors } from './saved-tensors';

/**
 * A copy of a model's parameters as plain JSON, exact to the bit.
 *
 * @example
 * writeFileSync('model.json', JSON.stringify(train.saveParameters(model)))
 */
export function saveParameters(model: Layer): SavedTensors {
  return saveTensors(model.parameters);
}

/**
 * Puts saved parameters into a model of the same structure, in place.
 *
 * @throws {@link ShapeError} if names, shapes or dtypes differ; the model is then unchanged
 */
export function loadParameters(model: Layer, saved: SavedTensors): void {
  loadTensors('loadParameters', model.parameters, saved);
}
