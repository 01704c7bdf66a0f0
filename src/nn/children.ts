import { OptionError, type NamedTensors, type Tensor } from '../core';
import { checkLayer, type Layer } from './layer';

/** What a layer that is made of layers does with them. */

/** Throws an {@link OptionError} unless they are layers, one at least, that share no parameter. */
export function checkChildren(where: string, layers: readonly Layer[]): void {
  if (layers.length === 0) throw new OptionError(`${where}: expected at least one layer, got none`);
  layers.forEach((layer, i) => {
    const advice = Array.isArray(layer) ? ': write the layers without brackets' : '';
    checkLayer(where, layer, `argument ${i}`, advice);
  });
  checkNothingShared(where, layers);
}

/** An optimiser knows parameters by name: one that has two would be updated twice. */
function checkNothingShared(where: string, layers: readonly Layer[]): void {
  const places = new Map<Tensor, number>();
  layers.forEach(({ name, parameters }, i) => {
    for (const [key, parameter] of Object.entries(parameters)) {
      const first = places.get(parameter) ?? i;
      if (first !== i) {
        throw new OptionError(
          `${where}: arguments ${first} (${layers[first].name}) and ${i} (${name}) share the parameter '${key}', ` +
            'which each step would update twice; make a layer for each place',
        );
      }
      places.set(parameter, i);
    }
  });
}

/** The tensors of all children, named by position: '0.weight', '2.bias'. */
export function namedByPosition(children: readonly NamedTensors[]): NamedTensors {
  return Object.fromEntries(
    children.flatMap((tensors, i) => Object.entries(tensors).map(([name, x]) => [`${i}.${name}`, x])),
  );
}
