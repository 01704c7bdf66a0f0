import { stateOf, type Layer } from '../nn';
import { checkLayer } from '../nn/layer';

/**
 * Eight hexadecimal digits that stand for every bit of a model's parameters and buffers, their names and shapes: two
 * trainings that print the same ones ended, but for a chance of 2⁻³², in the same numbers, whatever the machine.
 *
 * @remarks
 * For comparing runs, not for security. −0 and 0 differ, as do the parameters of float32 and float64.
 * @example
 * train.fingerprint(nn.linear(4, 3, { rng: rng(1) })) // '4e9bc507'
 * Source: the hash is FNV-1a [Fowler2019]
 */
export function fingerprint(model: Layer): string {
  checkLayer('fingerprint', model);
  let hash = 0x811c9dc5;
  const word = new DataView(new ArrayBuffer(8));
  const add = (byte: number): void => {
    hash = Math.imul(hash ^ byte, 0x01000193);
  };
  for (const [name, { data, shape, dtype }] of Object.entries(stateOf(model))) {
    for (const character of `${name}:${dtype}[${shape.join()}]`) add(character.charCodeAt(0));
    for (const value of data) {
      word.setFloat64(0, value); // of every machine the same bytes, and exact for float32 too
      for (let i = 0; i < 8; i++) add(word.getUint8(i));
    }
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
