import { rng, type Rng } from 'softmax-lab';

/** Rows of float32 logits with a label each, under the name that the table gives them. */
export interface Inputs {
  name: string;
  rows: number;
  classes: number;
  logits: Float32Array;
  labels: Int32Array;
}

/** Logits of four scales, and rows that are chosen to hurt. */
export function accuracyInputs(quick = false): Inputs[] {
  const rows = quick ? 2 : 16;
  const classes = quick ? 50 : 1000;
  const random = rng('accuracy');
  const scales = ['1', '10', '100', '10⁴'].map((name, i) => {
    const scale = [1, 10, 100, 10_000][i];
    return inputs(`scale ${name}`, rows, classes, random, () => scale * random.normal());
  });
  const adversarial = Object.entries(rowsThatHurt).map(([name, logit]) =>
    inputs(name, rows, classes, random, (i, k) => logit(i, k, random)),
  );
  return [...scales, ...adversarial];
}

/** Of row i and class k; class 0 is every row's label there. */
const rowsThatHurt: Record<string, (i: number, k: number, random: Rng) => number> = {
  // p of the label is 1 but for 10⁻⁴ … 10⁻¹⁹: the loss and p − 1 are tiny.
  'confident, right': (i, k, random) => (k === 0 ? 16 + 2 * i : random.normal()),
  // Another class has all the weight.
  'confident, wrong': (i, k, random) => (k === 1 ? 16 + 2 * i : random.normal()),
  // The largest logit many times.
  ties: (i, k) => (k % 2 === 0 ? 3.3 : 3.3 - i),
  // Neighbouring float32 numbers far from zero, where a logit's own last place is large.
  'large offset': (i, _k, random) => 4096 + 37 * i + random.normal(),
  // Probabilities around the smallest normal float32 number (e^-87.3) down to the smallest subnormal (e^-103.3).
  subnormal: (_i, k, random) => (k === 1 ? 0 : -84 - 21 * random.uniform()),
};

function inputs(
  name: string,
  rows: number,
  classes: number,
  random: Rng,
  logit: (i: number, k: number) => number,
): Inputs {
  const hurts = name in rowsThatHurt;
  const logits = Float32Array.from({ length: rows * classes }, (_, j) =>
    logit(Math.floor(j / classes), j % classes),
  );
  const labels = Int32Array.from({ length: rows }, () => (hurts ? 0 : random.integer(classes)));
  return { name, rows, classes, logits, labels };
}
