import {
  datasets,
  metrics,
  rng,
  runPython,
  tensor,
  torch,
  train,
  type DType,
  type Tensor,
} from 'softmax-lab';
import { batchRuns } from './framework-runs/batch';
import { trapRuns } from './framework-runs/traps';
import { parseArguments } from './lib/arguments';
import { runCommand } from './lib/command';
import { readProgram, readRun, writeRun } from './lib/committed-runs';

const help = `Usage: npm run framework-runs -- [--check]

Trains the classifier of notebooks 13 and 14 in PyTorch and in Keras, from the same weights on the same batches, and
writes what they give to notebooks/runs/; also what TensorFlow's losses give for a few rows, what all frameworks of
notebook 23 give for one batch and for careless calls, and how long a large batch takes them. Needs npm run frameworks.

  --check    write nothing; compare with what is committed

Exit codes: 0 done (or the same), 1 a curve is not ours or not the committed one, 2 wrong usage, 3 the environment
lacks something.`;

/** Largest relative difference of two loss curves that counts as the same training. */
const SAME = 1e-3;
const PROGRAMS = { pytorch: 'mnist_pytorch.py', keras: 'mnist_keras.py' };

/** notebooks/runs/recipe.json: what the notebooks train too. */
interface Recipe {
  seed: number;
  hidden: number;
  batchSize: number;
  learningRate: number;
}

interface Training {
  losses: number[];
  accuracy: number;
  weights: Record<string, Tensor>;
}

runCommand(help, async (args) => {
  const { values } = parseArguments({ args, options: { check: { type: 'boolean', default: false } } });
  const { check } = values;
  const recipe = readRun<Recipe>('recipe.json');
  const data = await batchesOf(recipe);
  const ours = { float32: trainOurs(recipe, data, 'float32'), float64: trainOurs(recipe, data, 'float64') };
  let same = true;
  for (const [name, program] of Object.entries(PROGRAMS)) {
    const inputs = {
      images: data.images,
      labels: data.labels,
      test_images: data.test.features,
      test_labels: data.test.labels,
      weights: modelOf(recipe, 'float32').state_dict(),
      batch_size: recipe.batchSize,
      lr: recipe.learningRate,
    };
    const code = readProgram(program);
    const options = { environment: 'frameworks', inputs } as const;
    const run = await runPython<Training & { versions: Record<string, string> }>(code, options);
    const { versions, accuracy } = run;
    const losses = run.losses.map((loss) => Number(loss.toPrecision(9))); // a float32, exactly
    const fingerprint = fingerprintOf(recipe, run.weights);
    const result = { program, versions, recipe, accuracy, fingerprint, losses };
    const file = `mnist-${name}.json`;
    for (const [dtype, training] of Object.entries(ours)) {
      same &&= tell(`${name} and our ${dtype}`, losses, training.losses);
      console.log(`  test accuracy ${accuracy} and ${training.accuracy}`);
    }
    if (check) {
      const committed = readRun<typeof result>(file);
      same &&= tell(`${name} and the committed run`, losses, committed.losses);
      console.log(`  weights ${fingerprint} and ${committed.fingerprint}`);
    } else writeRun(file, result);
  }
  same = (await tensorflowLosses(check)) && same;
  same = (await trapRuns(check)) && same;
  return (await batchRuns(check)) && same; // last: its processes have one thread
});

async function tensorflowLosses(check: boolean): Promise<boolean> {
  const program = 'losses_tensorflow.py';
  const file = 'losses-tensorflow.json';
  const code = readProgram(program);
  const { versions, ...numbers } = await runPython<Record<string, unknown>>(code, {
    environment: 'frameworks',
  });
  const result = { program, ...numbers, versions };
  if (!check) writeRun(file, result);
  const committed = readRun<typeof result>(file);
  const flat = (run: object): number[] =>
    (Object.values(run) as unknown[]).flat(2).filter((value): value is number => typeof value === 'number');
  const [now, before] = [flat(result), flat(committed)];
  const same = now.length === before.length && now.every((value, i) => Math.abs(value - before[i]) <= 1e-5);
  console.log(`${same ? '✓' : '✗'} TensorFlow's losses are the committed ones`);
  return same;
}

function tell(what: string, a: readonly number[], b: readonly number[]): boolean {
  const difference = Math.max(...a.map((loss, i) => Math.abs(loss - b[i]) / Math.abs(b[i])));
  const same = a.length === b.length && difference < SAME; // NaN is not
  console.log(`${same ? '✓' : '✗'} ${what}: ${a.length} losses, largest relative difference ${difference.toExponential(1)}`); // prettier-ignore
  return same;
}

/** The training images in the order of the batches: one epoch. */
async function batchesOf({ seed }: Recipe) {
  const { train: digits, test } = await datasets.mnist();
  const order = rng(seed).split('order').permutation(digits.labels.length);
  const images = tensor(new Float32Array(digits.features.data.length), { shape: digits.features.shape });
  order.forEach((row, i) =>
    images.data.set(digits.features.data.subarray(row * 784, (row + 1) * 784), i * 784),
  );
  return { images, labels: Int32Array.from(order, (row) => digits.labels[row]), test };
}

/** Its weights are float32 numbers whatever its type, so that all start alike. */
function modelOf({ seed, hidden }: Recipe, dtype: DType): torch.nn.Module {
  const { Sequential, Linear, ReLU } = torch.nn;
  const make = (dtype: DType): torch.nn.Module => {
    torch.manual_seed(seed);
    return Sequential(Linear(784, hidden, { dtype }), ReLU(), Linear(hidden, 10, { dtype }));
  };
  const [start, model] = [make('float32'), make(dtype)];
  for (const [i, parameter] of model.parameters().entries()) parameter.data.set(start.parameters()[i].data);
  return model;
}

function trainOurs(
  recipe: Recipe,
  { images, labels, test }: Awaited<ReturnType<typeof batchesOf>>,
  dtype: DType,
): Omit<Training, 'weights'> {
  const { batchSize, learningRate } = recipe;
  const model = modelOf(recipe, dtype);
  const lossFunction = torch.nn.CrossEntropyLoss();
  const optimizer = torch.optim.SGD(model.parameters(), { lr: learningRate });
  const losses: number[] = [];
  for (let start = 0; start < labels.length; start += batchSize) {
    const pixels = images.data.subarray(start * 784, (start + batchSize) * 784);
    const logits = model(tensor(pixels, { shape: [batchSize, 784], dtype }));
    const loss = lossFunction(logits, labels.subarray(start, start + batchSize));
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    losses.push(loss.item());
  }
  const testImages = tensor(test.features.data, { shape: test.features.shape, dtype });
  const logits = torch.no_grad(() => model(testImages));
  return { losses, accuracy: metrics.accuracy(logits, test.labels) };
}

function fingerprintOf(recipe: Recipe, weights: Record<string, Tensor>): string {
  const model = modelOf(recipe, 'float32');
  model.load_state_dict(weights);
  return train.fingerprint(model.layer);
}
