import { shortestFloat32 } from './format-number';
import { isFloat32, typedArrayKind } from './typed-array';

/** Longer texts are cut, and what is left out is counted. */
const MOST_CHARACTERS = 1000;
/** A nested value shows so many of its parts, to such a depth. */
const MOST_PARTS = 200;
const MOST_DEPTH = 8;

/** The text of a value in a table, on one line: dates in ISO and UTC, what is nested as JSON. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return escapeControls(cut(typeof value === 'string' ? value : textOf(value)));
}

function textOf(value: unknown): string {
  if (typeof value === 'bigint') return String(value).replace('-', '−');
  try {
    if (classOf(value) === 'Date') return dateText(value as Date);
    return nested(value, { parts: MOST_PARTS, above: [] });
  } catch (error) {
    return `[cannot be read: ${error instanceof Error ? error.message : typeof error}]`;
  }
}

interface Walk {
  /** How many parts may still be shown. */
  parts: number;
  /** The objects that the value lies in. */
  above: object[];
}

/** JSON, and in its manner what JSON has no words for: NaN, undefined, big integers, symbols, functions. */
function nested(value: unknown, walk: Walk): string {
  walk.parts--;
  if (typeof value === 'string') return JSON.stringify(value.length > MOST_CHARACTERS ? cut(value) : value);
  if (typeof value === 'function') return `[${classOf(value)}${value.name ? ` ${value.name}` : ''}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (walk.above.includes(value)) return '[circular]';
  if (walk.above.length === MOST_DEPTH) return '…';
  walk.above.push(value);
  const text = ofObject(value, walk);
  walk.above.pop();
  return text;
}

function ofObject(value: object, walk: Walk): string {
  const kind = classOf(value);
  if (kind === 'Date') return JSON.stringify(dateText(value as Date));
  if (isFloat32(value)) return list('[', value, ']', (item) => String(shortestFloat32(item)[0]), walk);
  if (Array.isArray(value) || typedArrayKind(value)) {
    return list('[', value as ArrayLike<unknown>, ']', (item) => nested(item, walk), walk);
  }
  if (kind === 'Set') return list('[', [...(value as Set<unknown>)], ']', (item) => nested(item, walk), walk);
  if (kind === 'Map') return record([...(value as Map<unknown, unknown>)], walk);
  if (kind === 'Error' || kind === 'RegExp') return (value as Error).toString();
  if (['Number', 'String', 'Boolean'].includes(kind)) return nested(value.valueOf(), walk);
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') {
    return nested((value as { toJSON(): unknown }).toJSON(), walk);
  }
  const entries = Object.entries(value);
  return entries.length === 0 && kind !== 'Object' ? `[${kind}]` : record(entries, walk);
}

function record(entries: [unknown, unknown][], walk: Walk): string {
  return list('{', entries, '}', ([key, item]) => `${nested(key, walk)}:${nested(item, walk)}`, walk);
}

function list<T>(
  open: string,
  items: ArrayLike<T>,
  close: string,
  write: (item: T) => string,
  walk: Walk,
): string {
  const texts: string[] = [];
  for (let i = 0; i < items.length; i++) {
    if (walk.parts <= 0) {
      texts.push(`… ${items.length - i} more`);
      break;
    }
    texts.push(write(items[i]));
  }
  return open + texts.join(',') + close;
}

function dateText(date: Date): string {
  const time = Date.prototype.getTime.call(date);
  return Number.isNaN(time) ? 'Invalid Date' : new Date(time).toISOString();
}

/** The kind of an object, whichever realm it is of: `Date`, `Map`, `Function`. */
function classOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** Line breaks would tear the row, other controls do things to terminals, and half a character is no text. */
function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, (character) => {
    const named = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character];
    return named ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function cut(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const start = text.slice(0, MOST_CHARACTERS).replace(/[\uD800-\uDBFF]$/, '');
  return `${start}… ${text.length - start.length} more characters`;
}
