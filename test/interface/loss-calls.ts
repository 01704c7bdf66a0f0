import { losses, tensor, type Tensor } from '../../src';
import { matrix } from './call';

const labels = (): Tensor => tensor([0, 2]);
const bits = (): Tensor =>
  tensor([
    [0, 1, 1],
    [1, 0, 0],
  ]);

/** Whatever is special about a loss, it takes the labels of the rows or a target for each number. */
export function callsOfLosses(): Record<string, () => unknown[]> {
  const calls = [...losses.ALL_LOSSES].map(([name, loss]) => {
    const args = (target: () => Tensor) => () => [matrix(), target(), {}];
    try {
      loss(matrix(), labels());
      return [name, args(labels)] as const;
    } catch {
      return [name, args(bits)] as const;
    }
  });
  return Object.fromEntries(
    calls.flatMap(([name, args]) => [
      [`losses.${name}`, args],
      [`losses.${name}.withGradient`, args],
    ]),
  );
}
