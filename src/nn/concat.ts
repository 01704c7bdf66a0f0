import { ShapeError, asTensor, formatShape, type Tensor, type TensorLike } from '../core';
import { joinChannels, takeChannels } from './channels';
import { checkChildren, namedByPosition } from './children';
import { checkCache, checkContext, type Layer } from './layer';
import { sumOf } from './sum-of';
import { readGradient } from './windows';

/** The caches of the branches, and how many channels each gave. */
export interface ConcatCache {
  readonly caches: readonly unknown[];
  readonly widths: readonly number[];
  readonly output: Tensor;
}

/**
 * Layers side by side: each is given the same input, and their outputs are joined along the last axis, the channels. A layer
 * itself. Parameters and buffers are named by position, '0.weight', '1.0.bias'.
 *
 * @remarks
 * Gradient: each branch gets its part of the output's; dInput is the sum of the branches'
 * Shapes:   the outputs agree in all but the last axis
 * @throws {@link OptionError} if there is no branch or an argument is not a layer; `forward` a {@link ShapeError} if the
 * outputs' shapes do not fit together
 * @example
 * const r = rng(1);
 * const expand = nn.concat(
 *   nn.conv2d(16, 64, { kernelSize: 1, rng: r }),
 *   nn.conv2d(16, 64, { kernelSize: 3, padding: 1, rng: r }),
 * );
 * expand.forward(zeros([1, 8, 8, 16]))[0].shape // [1, 8, 8, 128]
 * Source: [Iandola2016]; cf. torch.cat
 */
export function concat(...branches: readonly Layer[]): Layer<ConcatCache, TensorLike> {
  checkChildren('concat', branches);
  const parameters = namedByPosition(branches.map((branch) => branch.parameters));
  const [firstParameter] = Object.values(parameters);

  return {
    name: 'concat',
    parameters,
    buffers: namedByPosition(branches.map(({ buffers = {} }) => buffers)),
    forward(given, context) {
      checkContext('concat', context);
      const x = asTensor('concat', 'x', given, firstParameter);
      const results = branches.map((branch, i) =>
        branch.forward(x, context && { ...context, rng: context.rng?.split(i) }),
      );
      const outputs = results.map(([output]) => output);
      checkAlike(outputs);
      const output = joinChannels(outputs);
      const widths = outputs.map(({ shape }) => shape[shape.length - 1]);
      return [output, { caches: results.map(([, cache]) => cache), widths, output }];
    },
    backward(cache, given) {
      checkCache('concat', cache, cache?.caches?.length === branches.length);
      const dOutput = readGradient('concat', given, cache.output.shape, ['the output', cache.output]);
      let from = 0;
      const results = branches.map((branch, i) => {
        const own = takeChannels(dOutput, from, cache.widths[i]);
        from += cache.widths[i];
        return branch.backward(cache.caches[i], own);
      });
      const dInput = sumOf(results.map((result) => result.dInput));
      return { dInput, gradients: namedByPosition(results.map(({ gradients }) => gradients)) };
    },
  };
}

function checkAlike(outputs: readonly Tensor[]): void {
  const [first, ...others] = outputs;
  const fits = ({ shape, dtype }: Tensor): boolean =>
    shape.length === first.shape.length &&
    shape.length > 0 &&
    shape.slice(0, -1).every((length, i) => length === first.shape[i]) &&
    dtype === first.dtype;
  const i = others.findIndex((output) => !fits(output));
  if (i < 0 && first.shape.length > 0) return;
  const [at, odd] = i < 0 ? [0, first] : [i + 1, others[i]];
  throw new ShapeError(
    `concat: the outputs should agree in all but the last axis, got ${formatShape(first.shape)} ${first.dtype} ` +
      `of branch 0 and ${formatShape(odd.shape)} ${odd.dtype} of branch ${at}`,
  );
}
