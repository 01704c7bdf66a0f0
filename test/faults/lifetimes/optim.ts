import { optim, zeros } from '../../../src';
import { halves, labels, type Uses } from './support';

export const OPTIM: Uses = {
  'optim.sgd, parameter': (x, y) =>
    optim.sgd({ learningRate: 1 }).step({ living: y, x }, { living: halves(y), x: halves(y) }),
  'optim.sgd, gradient': (x, y) =>
    optim.sgd({ learningRate: 1 }).step({ a: y, b: halves(y) }, { a: halves(y), b: x }),
  'optim.adam, gradient': (x, y) => optim.adam().step({ a: y, b: halves(y) }, { a: halves(y), b: x }),
  'optim.adamW, parameter': (x, y) => optim.adamW().step({ a: y, x }, { a: halves(y), x: halves(y) }),
  'optim.muon, gradient': (x, y) => optim.muon().step({ a: y, b: halves(y) }, { a: halves(y), b: x }),
  'optim.sgd, rows of a gradient': (x, y) =>
    optim
      .sgd({ learningRate: 1 })
      .step({ y }, { y: { rows: Int32Array.from({ length: y.shape[0] }, (_, i) => i), values: x } }),
  'optim.adam, rows of a parameter': (x, y) =>
    optim
      .adam()
      .step({ x }, { x: { rows: Int32Array.of(0), values: zeros([1, y.shape[1]], { dtype: 'float32' }) } }),
  'optim.clipGradientNorm': (x, y) => optim.clipGradientNorm({ y, x }, 1e9),
  'optim.leastSquares': (x, y) => optim.leastSquares(x, zeros([y.shape[0], 1], { dtype: 'float32' })),
  'optim.logisticObjective': (x) => optim.logisticObjective(x, labels(x)).f(new Float64Array(x.shape[1] + 1)),
};
