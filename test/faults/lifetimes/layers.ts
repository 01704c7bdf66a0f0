import { nn, rng, tensor, zeros, type Tensor } from '../../../src';
import { IMAGES, SEQUENCES, SQUARE, backward, halves, linear, outlived, type Uses } from './support';

const images = ({ shape: [rows, channels] }: Tensor): Tensor =>
  zeros([rows, 2, 2, channels], { dtype: 'float32' });
const attention = ({ shape }: Tensor) =>
  nn.causalSelfAttention(shape[2], { heads: 1, rng: rng(1), dtype: 'float32' });
const positions = ({ shape }: Tensor) =>
  nn.positionEmbedding(shape[1], shape[2], { rng: rng(1), dtype: 'float32' });
const layerNorm = ({ shape }: Tensor) => nn.layerNorm(shape[1], { dtype: 'float32' });
/** Of as many tokens as the rows are long. */
const tied = ({ shape }: Tensor) => nn.tied(nn.embedding(shape[1], 3, { rng: rng(1), dtype: 'float32' }));

export const LAYERS: Uses = {
  'nn.linear forward': (x, y) => linear(y).forward(x),
  'nn.linear forward, of its cache': (x, y) =>
    linear(y).backward(x, zeros([y.shape[0], 2], { dtype: 'float32' })),
  'nn.linear backward': [(x, y) => backward(linear(y), x, y), [[2, 2], [1024, 2]]], // prettier-ignore
  'nn.relu forward': (x) => nn.relu().forward(x),
  'nn.relu backward': (x, y) => backward(nn.relu(), x, y),
  'nn.relu backward, cache': (x, y) => nn.relu().backward(x, y),
  'nn.tanh forward': (x) => nn.tanh().forward(x),
  'nn.tanh backward': (x, y) => backward(nn.tanh(), x, y),
  'nn.softmax forward': (x) => nn.softmax().forward(x),
  'nn.softmax backward': (x, y) => backward(nn.softmax(), x, y),
  'nn.softmax backward, cache': (x, y) => nn.softmax().backward(x, y),
  'nn.logSoftmax forward': (x) => nn.logSoftmax().forward(x),
  'nn.logSoftmax backward': (x, y) => backward(nn.logSoftmax(), x, y),
  'nn.dropout forward': (x) => nn.dropout().forward(x, { training: true, rng: rng(1) }),
  'nn.dropout backward, cache': (x, y) => nn.dropout().backward(x, y),
  'nn.flatten forward': (x) => nn.flatten().forward(x),
  'nn.flatten backward': (x, y) => backward(nn.flatten(), x, y),
  'nn.sequential forward': (x) => nn.sequential(nn.relu(), linear(x)).forward(x),
  'nn.embedding': (x) => nn.embedding(8, 2, { rng: rng(1), dtype: 'float32' }).forward(x),
  'nn.embedding backward': (x) => {
    const table = nn.embedding(8, x.shape[1], { rng: rng(1), dtype: 'float32' });
    return table.backward(table.forward(new Int32Array(x.shape[0]))[1], x);
  },
  'nn.conv2d forward': [
    (x) => nn.conv2d(1, 2, { kernelSize: 1, rng: rng(1), dtype: 'float32' }).forward(x),
    IMAGES,
  ],
  'nn.conv2d backward': [
    (x, y) => backward(nn.conv2d(1, 1, { kernelSize: 1, rng: rng(1), dtype: 'float32' }), x, y),
    IMAGES,
  ],
  'nn.maxPool2d forward': [(x) => nn.maxPool2d({ kernelSize: 2 }).forward(x), IMAGES],
  'nn.maxPool2d backward': [(x, y) => backward(nn.maxPool2d({ kernelSize: 1 }), x, y), IMAGES],
  'nn.avgPool2d forward': [(x) => nn.avgPool2d({ kernelSize: 2 }).forward(x), IMAGES],
  'nn.avgPool2d backward': [(x, y) => backward(nn.avgPool2d({ kernelSize: 1 }), x, y), IMAGES],
  'nn.globalAvgPool2d forward': [(x) => nn.globalAvgPool2d().forward(x), IMAGES],
  'nn.globalAvgPool2d backward': (x) => backward(nn.globalAvgPool2d(), x, images(x)),
  'nn.globalMaxPool2d forward': [(x) => nn.globalMaxPool2d().forward(x), IMAGES],
  'nn.globalMaxPool2d backward': (x) => backward(nn.globalMaxPool2d(), x, images(x)),
  'nn.batchNorm forward': (x) => nn.batchNorm(x.shape[1], { dtype: 'float32' }).forward(x),
  'nn.batchNorm backward': (x, y) => backward(nn.batchNorm(y.shape[1], { dtype: 'float32' }), x, y),
  'nn.concat forward': (x) => nn.concat(nn.relu(), nn.tanh()).forward(x),
  'nn.concat backward': (x, y) => backward(nn.concat(nn.relu()), x, y),
  'nn.layerNorm forward': (x, y) => layerNorm(y).forward(x),
  'nn.layerNorm forward, its parameters': (_, y) => outlived(() => layerNorm(y)).forward(y),
  'nn.layerNorm backward': (x, y) => backward(layerNorm(y), x, y),
  'nn.layerNorm backward, cache': (_, y) => {
    const layer = layerNorm(y);
    return layer.backward(
      outlived(() => layer.forward(halves(y))[1]),
      y,
    );
  },
  'nn.gelu forward': (x) => nn.gelu().forward(x),
  'nn.gelu backward': (x, y) => backward(nn.gelu(), x, y),
  'nn.gelu backward, cache': (x, y) => nn.gelu().backward(x, y),
  'nn.causalSelfAttention forward': [(x, y) => attention(y).forward(x), SEQUENCES],
  'nn.causalSelfAttention forward, its parameters': [
    (_, y) => outlived(() => attention(y)).forward(y),
    SEQUENCES,
  ],
  'nn.causalSelfAttention backward': [(x, y) => backward(attention(y), x, y), SEQUENCES],
  'nn.causalSelfAttention backward, cache': [
    (_, y) => {
      const layer = attention(y);
      return layer.backward(
        outlived(() => layer.forward(y)[1]),
        y,
      );
    },
    SEQUENCES,
  ],
  'nn.positionEmbedding forward': [(x, y) => positions(y).forward(x), SEQUENCES],
  'nn.positionEmbedding forward, its parameters': [
    (_, y) => outlived(() => positions(y)).forward(y),
    SEQUENCES,
  ],
  'nn.positionEmbedding backward': [(x, y) => backward(positions(y), x, y), SEQUENCES],
  'nn.residual forward': (x) => nn.residual(nn.relu()).forward(x),
  'nn.residual backward': (x, y) => backward(nn.residual(nn.relu()), x, y),
  'nn.residual backward, cache': (x, y) => nn.residual(nn.relu()).backward([x], y),
  'nn.tied forward': (x) => tied(x).forward(x),
  'nn.tied forward, its parameters': (_, y) => outlived(() => tied(y)).forward(new Float32Array(2)),
  'nn.tied backward': (x, y) => {
    const model = tied(y);
    return model.backward(model.forward(tensor(new Float32Array(y.shape[0])))[1], x);
  },
  'nn.tied backward, cache': (_, y) => {
    const model = tied(y);
    return model.backward(
      outlived(() => model.forward(tensor(new Float32Array(y.shape[0])))[1]),
      y,
    );
  },
  'nn.matmul': [(x, y) => nn.matmul(y, x), SQUARE],
  'nn.matmulTransposedLeft': [(x, y) => nn.matmulTransposedLeft(x, y), SQUARE],
  'nn.matmulTransposedRight': [(x, y) => nn.matmulTransposedRight(x, y), SQUARE],
  'nn.parameterGradients': [(x, y) => nn.parameterGradients(linear(y), y, x), [[2, 2], [1024, 2]]], // prettier-ignore
};
