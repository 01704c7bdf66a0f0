import { focal, softmaxCrossEntropy } from 'softmax-lab/losses';
import { softmax } from 'softmax-lab/math';

/** What the sliders say. */
export interface State {
  z: [number, number, number];
  y: number;
  tau: number;
  eps: number;
  w: number;
  gamma: number;
}

export const START: State = { z: [2, 1, 0], y: 0, tau: 1, eps: 0, w: 1, gamma: 0 };

export interface Result {
  probabilities: number[];
  loss: number;
  gradient: number[];
}

/** Loss and gradient of one row of logits over temperature, the label's class weighted. */
export function evaluate({ z, y, tau, eps, w, gamma }: State): Result {
  const logits = [z.map((value) => value / tau)];
  const weights = [0, 1, 2].map((k) => (k === y ? w : 1));
  const { loss, gradient } =
    gamma > 0
      ? focal.withGradient(logits, [y], { gamma, alpha: weights, reduction: 'sum' })
      : softmaxCrossEntropy.withGradient(logits, [y], {
          labelSmoothing: eps,
          weight: weights,
          reduction: 'sum',
        });
  return {
    probabilities: Array.from(softmax(logits).data),
    loss: Number(loss),
    // The loss is of z / τ.
    gradient: Array.from(gradient.data, (value) => value / tau),
  };
}

/** The state as the address holds it. */
export function toAddress({ z, y, tau, eps, w, gamma }: State): string {
  return `z=${z.join(',')}&y=${y}&tau=${tau}&eps=${eps}&w=${w}&gamma=${gamma}`;
}

/** The state of an address; what is missing or no number within the slider's range is as at the start. */
export function fromAddress(text: string): State {
  const given = new URLSearchParams(text);
  const number = (name: keyof State, least: number, most: number): number => {
    const value = Number(given.get(name) ?? NaN);
    return value >= least && value <= most ? value : Number(START[name]);
  };
  const z = (given.get('z') ?? '').split(',').map(Number);
  const isRow = z.length === 3 && z.every((value) => value >= -6 && value <= 6);
  return {
    z: isRow && given.has('z') ? (z as State['z']) : START.z,
    y: Math.round(number('y', 0, 2)),
    tau: number('tau', 0.1, 5),
    eps: number('eps', 0, 0.5),
    w: number('w', 0, 5),
    gamma: number('gamma', 0, 5),
  };
}

/** The same as a program of ours. */
export function inTypeScript({ z, y, tau, eps, w, gamma }: State): string {
  const weights = [0, 1, 2].map((k) => (k === y ? w : 1));
  const name = gamma > 0 ? 'focal' : 'softmaxCrossEntropy';
  const options =
    gamma > 0
      ? `{ gamma: ${gamma}, alpha: [${weights.join(', ')}] }`
      : `{ labelSmoothing: ${eps}, weight: [${weights.join(', ')}], reduction: 'sum' }`;
  return `import { losses, math, tensor } from 'softmax-lab';

const logits = tensor([[${z.join(', ')}].map(z => z / ${tau})]);
math.softmax(logits);
losses.${name}.withGradient(logits, [${y}], ${options}); // the gradient by z: divided by ${tau}`;
}

/** The same as a program of PyTorch's. */
export function inPyTorch({ z, y, tau, eps, w, gamma }: State): string {
  const weights = [0, 1, 2].map((k) => (k === y ? w : 1));
  const head = `import torch
import torch.nn.functional as F

z = torch.tensor([[${z.map((value) => value.toFixed(1)).join(', ')}]], dtype=torch.float64, requires_grad=True)
y = torch.tensor([${y}])
weight = torch.tensor([${weights.map((value) => value.toFixed(1)).join(', ')}], dtype=torch.float64)
`;
  const loss =
    gamma > 0
      ? `log_p = F.log_softmax(z / ${tau}, dim=1)[0, ${y}]
loss = -weight[${y}] * (-torch.expm1(log_p)) ** ${gamma} * log_p`
      : `loss = F.cross_entropy(z / ${tau}, y, weight=weight, label_smoothing=${eps}, reduction="sum")`;
  return `${head}${loss}
loss.backward()
loss.item(), F.softmax(z / ${tau}, dim=1), z.grad`;
}
