import { DomainError } from './errors';
import type { Tensor } from './tensor';

/** Throws an error that names the first entry which is not valid, and its place: `scores[0, 2]`. */
export function checkEntries(
  where: string,
  name: string,
  { data, shape }: Tensor,
  isValid: (value: number, i: number) => boolean,
  expected: string,
  Failure: new (message: string) => Error = DomainError,
): void {
  for (let i = 0; i < data.length; i++) {
    if (isValid(data[i], i)) continue;
    const place: number[] = [];
    shape.reduceRight((rest, length) => (place.unshift(rest % length), Math.floor(rest / length)), i);
    throw new Failure(`${where}: ${name}[${place.join(', ')}] is ${data[i]}, expected ${expected}`);
  }
}
