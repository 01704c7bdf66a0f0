import { OptionError, asTensor, type NamedTensors, type TensorLike } from '../core';
import { describe } from '../core/checks';
import { checkChildren, namedByPosition } from './children';
import { checkContext, parameterGradients, type Layer } from './layer';

/**
 * Layers one after the other: a layer itself. Parameters and buffers are named by position, '0.weight', '2.bias'.
 *
 * @throws {@link OptionError} if there is no layer, an argument is not one, or two share a parameter
 * @example
 * const r = rng(1);
 * const model = nn.sequential(nn.linear(784, 64, { rng: r }), nn.relu(), nn.linear(64, 10, { rng: r }));
 * Source: cf. torch.nn.Sequential
 */
export function sequential(...layers: readonly Layer[]): Layer<unknown[], TensorLike> {
  checkChildren('sequential', layers);
  const firstWithParameters = layers.findIndex(({ parameters }) => Object.keys(parameters).length > 0);
  const parameters = namedByPosition(layers.map((layer) => layer.parameters));
  const [firstParameter] = Object.values(parameters);

  return {
    name: 'sequential',
    parameters,
    buffers: namedByPosition(layers.map(({ buffers = {} }) => buffers)),
    forward(x, context) {
      checkContext('sequential', context);
      const caches: unknown[] = [];
      const output = layers.reduce(
        (input, layer, i) => {
          const [next, cache] = layer.forward(input, context && { ...context, rng: context.rng?.split(i) });
          caches.push(cache);
          return next;
        },
        asTensor('sequential', 'x', x, firstParameter),
      );
      return [output, caches];
    },
    backward(caches, dOutput) {
      const { gradient, gradients } = backwardDownTo(0, caches, dOutput);
      return { dInput: gradient, gradients: namedByPosition(gradients) };
    },
    parameterGradients(caches, dOutput) {
      if (firstWithParameters < 0) return {};
      const { gradient, gradients } = backwardDownTo(firstWithParameters + 1, caches, dOutput);
      const first = layers[firstWithParameters];
      gradients[firstWithParameters] = parameterGradients(first, caches[firstWithParameters], gradient);
      return namedByPosition(gradients);
    },
  };

  function backwardDownTo(last: number, caches: readonly unknown[], dOutput: TensorLike) {
    if (!Array.isArray(caches) || caches.length !== layers.length) {
      throw new OptionError(
        `sequential: the cache should be what forward returned, one a layer, got ${describe(caches)} for ${layers.length}`,
      );
    }
    const gradients: NamedTensors[] = layers.map(() => ({}));
    let gradient = asTensor('sequential', 'dOutput', dOutput, firstParameter);
    for (let i = layers.length - 1; i >= last; i--) {
      const result = layers[i].backward(caches[i], gradient);
      gradient = result.dInput;
      gradients[i] = result.gradients;
    }
    return { gradient, gradients };
  }
}
