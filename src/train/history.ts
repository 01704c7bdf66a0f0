/** How training went; entry i of each list is epoch i, counted from 0. */
export interface History {
  /** Mean of the batches' losses weighted by their rows, each measured before its update. */
  trainLoss: number[];
  /** Of the epoch's last update. */
  learningRate: number[];
  /** At the epoch's end; empty without validation data. */
  validationLoss: number[];
  /** By the metric's name; empty without validation data. */
  validationMetrics: Record<string, number[]>;
  /** With early stopping, the epoch whose state the model has in the end. */
  bestEpoch?: number;
  /** Whether early stopping ended the training. */
  stoppedEarly: boolean;
}

export function emptyHistory(metrics: readonly string[]): History {
  return {
    trainLoss: [],
    learningRate: [],
    validationLoss: [],
    validationMetrics: Object.fromEntries(metrics.map((name) => [name, []])),
    stoppedEarly: false,
  };
}

/** The lists, which have an entry an epoch, by name. */
export function listsOf(history: History): [name: string, values: number[]][] {
  const { trainLoss, learningRate, validationLoss, validationMetrics } = history;
  const metrics = Object.entries(validationMetrics);
  return [
    ...Object.entries({ trainLoss, learningRate, validationLoss }),
    ...metrics.map(([name, values]): [string, number[]] => [`validationMetrics.${name}`, values]),
  ];
}
