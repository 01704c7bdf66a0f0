import { javaScriptPackage, javaScriptPackageVersion } from './javascript-packages';
import type { Implementation } from './protocol';
import { serve } from './serve';

/** As much of jax-js as is used here; its own declarations want a newer compiler than the project's. */
interface JaxArray {
  /** Functions take their arguments over; this keeps one more reference. */
  readonly ref: JaxArray;
  reshape(shape: readonly number[]): JaxArray;
  mul(other: JaxArray | number): JaxArray;
  sub(other: JaxArray): JaxArray;
  add(other: JaxArray): JaxArray;
  data(): Promise<Float32Array>;
  dispose(): void;
}
type Tree = JaxArray | Tree[];
type Traced = (...args: never[]) => Tree;
interface Jax {
  init: (...devices: string[]) => Promise<string[]>;
  jit: <F extends Traced>(f: F) => F;
  valueAndGrad: (
    f: (first: never, ...others: JaxArray[]) => JaxArray,
  ) => (first: Tree, ...others: JaxArray[]) => [JaxArray, Tree];
  blockUntilReady: (tree: Tree) => Promise<unknown>;
  numpy: {
    array(data: Float32Array | Int32Array): JaxArray;
    zeros(shape: readonly number[]): JaxArray;
    ones(shape: readonly number[]): JaxArray;
    zerosLike(a: JaxArray): JaxArray;
    matmul(a: JaxArray, b: JaxArray): JaxArray;
    transpose(a: JaxArray): JaxArray;
    mean(a: JaxArray): JaxArray;
    sum(a: JaxArray, axis?: number): JaxArray;
    negative(a: JaxArray): JaxArray;
    max: (a: JaxArray, axis?: readonly number[]) => JaxArray;
  };
  nn: {
    logSoftmax(a: JaxArray): JaxArray;
    softmax(a: JaxArray): JaxArray;
    oneHot(a: JaxArray, n: number): JaxArray;
    relu(a: JaxArray): JaxArray;
    standardize(a: JaxArray, axes: readonly number[]): JaxArray;
  };
  lax: {
    conv(a: JaxArray, kernel: JaxArray, strides: number[], padding: string): JaxArray;
    reduceWindow(a: JaxArray, f: (a: JaxArray) => JaxArray, window: number[], strides: number[]): JaxArray;
  };
}

const {
  init,
  jit,
  valueAndGrad,
  blockUntilReady,
  numpy: np,
  nn,
  lax,
} = javaScriptPackage('@jax-js/jax') as Jax;

const losses = (z: JaxArray, target: JaxArray): JaxArray =>
  np.negative(np.sum(nn.logSoftmax(z).mul(target), 1));
const crossEntropy = (z: JaxArray, target: JaxArray): JaxArray => np.mean(losses(z, target));

/** Waits until a result is there, and lets go of it. */
async function done(result: Tree): Promise<void> {
  await blockUntilReady(result);
  release(result);
}
const release = (tree: Tree): void => (Array.isArray(tree) ? tree.forEach(release) : tree.dispose());

const setup: Record<string, (sizes: readonly number[]) => (() => Promise<void>) | undefined> = {
  'cross-entropy'([rows, classes, call]) {
    if (call > 2) return undefined;
    const logits = normal([rows, classes], 3);
    const target = oneHot(rows, classes);
    const run = jit(call === 2 ? crossEntropy : valueAndGrad(crossEntropy));
    return () => done(run(logits.ref, target.ref));
  },
  matmul([m, k, n, kind]) {
    const a = normal(kind === 2 ? [k, m] : [m, k]);
    const b = normal(kind === 1 ? [n, k] : [k, n]);
    const product = jit((a: JaxArray, b: JaxArray) =>
      np.matmul(kind === 2 ? np.transpose(a) : a, kind === 1 ? np.transpose(b) : b),
    );
    return () => done(product(a.ref, b.ref));
  },
  'softmax-regression'([rows, inputs, classes]) {
    const model = ([weight, bias]: JaxArray[], x: JaxArray): JaxArray => np.matmul(x, weight).add(bias);
    return trainer(
      model,
      [np.zeros([inputs, classes]), np.zeros([classes])],
      normal([rows, inputs]),
      classes,
    );
  },
  cnn([rows, side]) {
    const channels = [3, 16, 32, 64, 128];
    const model = (p: JaxArray[], x: JaxArray): JaxArray => {
      for (let i = 0; i < 4; i++) {
        const [kernel, scale, shift] = p.slice(3 * i);
        x = nn
          .standardize(lax.conv(x, kernel, [1, 1], 'SAME'), [0, 2, 3])
          .mul(scale)
          .add(shift);
        x = nn.relu(i < 3 ? lax.reduceWindow(x, np.max, [2, 2], [2, 2]) : x);
      }
      return np.matmul(np.max(x, [2, 3]), p[12]).add(p[13]);
    };
    const parameters = channels
      .slice(1)
      .flatMap((to, i) => [normal([to, channels[i], 3, 3], 0.2), np.ones([to, 1, 1]), np.zeros([to, 1, 1])]);
    const all = [...parameters, normal([128, 10], 0.1), np.zeros([10])];
    return trainer(model, all, normal([rows, 3, side, side]), 10, rows, 0.9);
  },
  'linear-cross-entropy'([rows, inputs, classes]) {
    const x = normal([rows, inputs]);
    const weight = normal([inputs, classes], 0.06);
    const target = oneHot(rows, classes);
    const loss = ([x, w]: JaxArray[], target: JaxArray): JaxArray => crossEntropy(np.matmul(x, w), target);
    const withGradients = jit(valueAndGrad(loss));
    return () => done(withGradients([x.ref, weight.ref], target.ref));
  },
};

/** Gradient descent, with Nesterov's momentum if there is one; the step is compiled as a whole. */
function trainer(
  model: (parameters: JaxArray[], x: JaxArray) => JaxArray,
  parameters: JaxArray[],
  x: JaxArray,
  classes: number,
  rows = 100,
  momentum = 0,
): () => Promise<void> {
  const target = oneHot(rows, classes);
  const loss = (p: JaxArray[], x: JaxArray, target: JaxArray): JaxArray => crossEntropy(model(p, x), target);
  const withGradients = valueAndGrad(loss);
  let velocities = momentum > 0 ? parameters.map((array) => np.zerosLike(array.ref)) : [];
  const step = jit((p: JaxArray[], v: JaxArray[], x: JaxArray, target: JaxArray) => {
    const [value, gradients] = withGradients(
      p.map((array) => array.ref),
      x,
      target,
    ) as [JaxArray, JaxArray[]];
    value.dispose();
    const next = v.map((velocity, i) => velocity.mul(momentum).add(gradients[i].ref));
    const ahead = momentum > 0 ? gradients.map((g, i) => g.add(next[i].ref.mul(momentum))) : gradients;
    return [p.map((array, i) => array.sub(ahead[i].mul(0.1))), next];
  });
  return async () => {
    [parameters, velocities] = step(parameters, velocities, x.ref, target.ref);
    await blockUntilReady(parameters);
  };
}

function normal(shape: readonly number[], scale = 1): JaxArray {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < data.length; i++) {
    data[i] = scale * Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  }
  return np.array(data).reshape(shape);
}

function oneHot(rows: number, classes: number): JaxArray {
  const labels = Int32Array.from({ length: rows }, () => Math.floor(Math.random() * classes));
  return nn.oneHot(np.array(labels), classes);
}

const jaxJs: Implementation = {
  prepare: (task, sizes) => setup[task]?.(sizes),
  async probe(values, labels, rows, classes) {
    const logits = np.array(values).reshape([rows, classes]);
    const target = nn.oneHot(np.array(labels), classes);
    const total = (z: JaxArray, target: JaxArray): JaxArray => np.sum(losses(z, target));
    const [sum, gradient] = valueAndGrad(total)(logits.ref, target.ref) as [JaxArray, JaxArray];
    sum.dispose();
    return {
      softmax: await nn.softmax(logits.ref).data(),
      logSoftmax: await nn.logSoftmax(logits.ref).data(),
      loss: await losses(logits, target).data(),
      gradient: await gradient.data(),
    };
  },
};

// In Node it finds no Worker, so it computes on one thread.
void init('wasm').then(() =>
  serve({ 'jax-js': javaScriptPackageVersion('@jax-js/jax') }, { 'jax-js': jaxJs }),
);
