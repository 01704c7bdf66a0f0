import { isTensor } from './is-tensor';
import { isFloatArray } from './typed-array';

/** Characters of a text that a message quotes. */
const QUOTED = 40;

/** What a value is, in a word or two, for error messages: texts in quotes, so that `'2'` and 2 differ. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `'${value.length > QUOTED ? `${value.slice(0, QUOTED)}…` : value}'`;
    case 'bigint':
      return `${value}n`;
    case 'function':
      return 'a function';
    case 'object':
      return value === null ? 'null' : describeObject(value);
    default:
      return String(value);
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (isTensor(value)) return `a tensor [${value.shape.join(', ')}]`;
  if ('data' in value && isFloatArray(value.data)) return 'an object whose data, shape and dtype do not fit';
  const name: unknown = value.constructor?.name;
  return typeof name === 'string' && name !== '' ? name : 'an object';
}
