import { ShapeError, formatShape, type NamedTensors, type Tensor } from '../core';
import { checkSameDtype } from '../core/checks';

/**
 * Throws a {@link ShapeError} or a {@link DTypeError} that names what differs first unless there are tensors of these
 * names, shapes and dtypes, and no others.
 */
export function checkTensors(
  where: string,
  wanted: Readonly<Record<string, Pick<Tensor, 'shape' | 'dtype'>>>,
  tensors: NamedTensors,
): void {
  const names = Object.keys(wanted);
  const lacking = names.filter((name) => !Object.hasOwn(tensors, name));
  const strange = Object.keys(tensors).filter((name) => !Object.hasOwn(wanted, name));
  const otherNames = () =>
    new ShapeError(`${where}: tensors are missing: ${list(lacking)}; and not expected: ${list(strange)}`);
  for (const name of names) {
    if (name === lacking[0]) throw otherNames();
    const [expected, got] = [wanted[name], tensors[name]].map(({ shape }) => formatShape(shape));
    if (expected !== got) {
      throw new ShapeError(`${where}: '${name}' should have shape ${expected}, got ${got}`);
    }
    checkSameDtype(where, [`'${name}'`, tensors[name]], ["the model's", wanted[name]]);
  }
  if (strange.length > 0) throw otherNames();
}

function list(names: readonly string[]): string {
  const first = names.slice(0, 4).map((name) => `'${name}'`);
  if (names.length > first.length) first.push(`${names.length - first.length} more`);
  return first.join(', ') || 'none';
}
