import { OptionError, type Rng, tensor } from '../core';
import { describe } from '../core/checks';
import type { Dataset } from './dataset';

/** What every two-dimensional toy set takes. */
export interface ToyOptions {
  /** The source of randomness; a set is a function of its state and the options alone. */
  rng: Rng;
  /** N, by default 200. Row i is of class i mod K, so that the classes are balanced in every prefix. */
  rows?: number;
  /** Standard deviation of the normal noise added to both coordinates. */
  noise?: number;
}

/** Makes a toy set of `place`, which puts a point of the given class; normal noise is added to it. */
export function toy(
  name: string,
  options: { rng: Rng; rows: number; noise: number; classes: number; description: string },
  place: (label: number) => readonly [x: number, y: number],
): Dataset {
  const { rng, rows, noise, classes, description } = options;
  if (typeof rng?.uniform !== 'function') {
    throw new OptionError(`${name}: rng should be a generator made by rng(seed), got ${describe(rng)}`);
  }
  if (!(Number.isInteger(rows) && rows > 0)) {
    throw new OptionError(`${name}: rows should be a positive integer, got ${describe(rows)}`);
  }
  if (!(Number.isInteger(classes) && classes > 0)) {
    throw new OptionError(`${name}: classes should be a positive integer, got ${describe(classes)}`);
  }
  if (!(noise >= 0 && noise < Infinity)) {
    throw new OptionError(`${name}: noise should be finite and not negative, got ${describe(noise)}`);
  }
  const points = new Float64Array(2 * rows);
  const labels = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    labels[i] = i % classes;
    const [x, y] = place(labels[i]);
    points[2 * i] = x + noise * rng.normal();
    points[2 * i + 1] = y + noise * rng.normal();
  }
  return {
    name,
    features: tensor(points, { shape: [rows, 2] }),
    labels,
    featureNames: ['x₁', 'x₂'],
    classNames: Array.from({ length: classes }, (_, label) => String(label)),
    description,
    source: 'generated',
  };
}
