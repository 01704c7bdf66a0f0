import { runInNewContext } from 'node:vm';
import { bundleOf } from '../../scripts/kernel/result';
import { claim, math, show, table, tensor, type ClaimBounds } from '../../src';
import type { Fault } from './fault';

const fault = (fault: string, inject: Fault['inject'], expected: Fault['expected'], limit = 10): Fault => ({
  fault,
  inject,
  expected,
  limit,
});

const DISPLAY = Symbol.for('Jupyter.display');
const plainOf = (shown: object): string =>
  ((shown as Record<symbol, () => Record<string, string>>)[DISPLAY]() ?? {})['text/plain'];

/** The column as it is shown, under its name and the rule. */
function column(values: ArrayLike<unknown>, options?: object): string {
  return plainOf(table({ v: values }, options))
    .split('\n')
    .slice(2)
    .map((line) => line.trim())
    .join(' / ');
}

/** What a cell of a notebook is sent. */
function sent(run: () => void): string {
  const holder = globalThis as Record<symbol, unknown>;
  const key = Symbol.for('softmax-lab.kernel');
  const texts: string[] = [];
  holder[key] = { display: ({ data }: { data: Record<string, string> }) => texts.push(data['text/plain']) };
  try {
    run();
  } finally {
    delete holder[key];
  }
  return texts.join('\n');
}
const claimed = (value: number, bounds: ClaimBounds): string => sent(() => claim('x', value, bounds));

const cell = (name: string, value: () => unknown, expected: Fault['expected']): Fault => ({
  fault: `table with a cell that is ${name}`,
  inject: () => column([value()]),
  expected,
});

class Circle {
  constructor(readonly radius: number) {}
}
const circular: { self?: unknown } = {};
circular.self = circular;

const cells: Fault[] = [
  cell('2⁵³ − 1', () => 9007199254740991, '9007199254740991'),
  cell('a negative integer of 16 digits', () => -9007199254740991, '−9007199254740991'),
  cell('a time in µs', () => 1732723200123457, '1732723200123457'),
  cell('a time in ns, beyond 2⁵³', () => 1732723200123456800, '1732723200123456800'),
  cell('a bigint of 22 digits', () => 1234567890123456789012n, '1234567890123456789012'),
  cell('123456.789', () => 123456.789, '123457'),
  cell('−1234567.5', () => -1234567.5, /^−123456[78]$/),
  cell('2⁵² + ½', () => 4503599627370495.5, '4503599627370496'),
  cell('1.5e300', () => 1.5e300, '1.5e300'),
  cell('5e-324', () => 5e-324, '5e-324'),
  cell('NaN', () => NaN, 'NaN'),
  cell('−∞', () => -Infinity, '−∞'),
  cell('null', () => null, ''),
  cell('a date', () => new Date(Date.UTC(2024, 0, 2)), '2024-01-02T00:00:00.000Z'),
  cell('an invalid date', () => new Date(NaN), 'Invalid Date'),
  cell('a date of another realm', () => runInNewContext('new Date(0)'), '1970-01-01T00:00:00.000Z'),
  cell('a date before Christ', () => new Date(-1e14), '-001199-02-15T14:13:20.000Z'),
  cell(
    'an object',
    () => ({ a: 1, b: [null, NaN, undefined, -Infinity] }),
    '{"a":1,"b":[null,NaN,undefined,-Infinity]}',
  ),
  cell('an object with a date', () => ({ at: new Date(0) }), '{"at":"1970-01-01T00:00:00.000Z"}'),
  cell('an instance of a class', () => new Circle(2), '{"radius":2}'),
  cell('a tensor', () => tensor([[1, 2]]), '{"data":[1,2],"shape":[1,2],"dtype":"float64"}'),
  cell('a Float64Array', () => Float64Array.of(0.1, 2), '[0.1,2]'),
  cell('a BigInt64Array', () => BigInt64Array.of(9007199254740993n), '[9007199254740993]'),
  cell(
    'a Map',
    () =>
      new Map<unknown, unknown>([
        ['a', 1],
        [2, new Set([3])],
      ]),
    '{"a":1,2:[3]}',
  ),
  cell('a symbol', () => Symbol('s'), 'Symbol(s)'),
  cell('a function', () => Math.sqrt, '[Function sqrt]'),
  cell('true', () => true, 'true'),
  cell('an error', () => new RangeError('too far'), 'RangeError: too far'),
  cell('an object in itself', () => circular, '{"self":[circular]}'),
  cell(
    'an array a hundred deep',
    () => JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`) as unknown,
    '[[[[[[[[…]]]]]]]]',
  ),
  cell('a million numbers', () => new Float64Array(1e6), /^\[0,0,.*0,… 9998\d\d more\]$/),
  cell('a text of a million letters', () => 'x'.repeat(1e6), /^x{1000}… 999000 more characters$/),
  cell(
    'an object whose getter throws',
    () => ({
      get a(): number {
        throw new Error('no');
      },
    }),
    '[cannot be read: no]',
  ),
  cell(
    'a revoked proxy',
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
    /^\[cannot be read: .*revoked/,
  ),
  cell('a text of two lines', () => 'a\nb\tc', 'a\\nb\\tc'),
  cell('a terminal’s escape', () => '\u001b[2Jgone', '\\u001b[2Jgone'),
  cell('half of an emoji', () => '\ud83d', '\\ud83d'),
  cell('pipes and HTML', () => '|<b>|', '|<b>|'),
];

const columns: Fault[] = [
  fault(
    'table of losses that differ in the sixth digit',
    () => column([2.302585, 2.302514, 2.30255]),
    '2.30259 / 2.30251 / 2.30255',
  ),
  fault('table of 1 and 1 − 10⁻⁹', () => column([1, 1 - 1e-9]), '1 / 0.999999999'),
  fault('table of 1, 0.99999 and 0', () => column([1, 0.99999, 0]), '1 / 0.99999 / 0'),
  fault(
    'table of what differs by the rounding of float32, beside 0.5',
    () => column([0.288725992, 0.288725995, 0.5]),
    '0.2887 / 0.2887 / 0.5',
  ),
  fault(
    'table of a time in s and one a ms later',
    () => column([1732723200.123, 1732723200.124]),
    '1732723200.123 / 1732723200.124',
  ),
  fault(
    'table of near numbers beside 1e300',
    () => column([1e300, 0.12345, 0.12346]),
    '1e300 / 0.12345 / 0.12346',
  ),
  fault(
    'table of 0.3 and 0.1 + 0.2, which differ by an operation’s rounding',
    () => column([0.3, 0.1 + 0.2]),
    '0.3 / 0.3',
  ),
  fault('table of 0 rows', () => plainOf(table([])), /no rows$/),
  fault('table of 100,000 rows', () => column(new Float64Array(1e5)), /^(0 \/ ){50}… 99950 more rows$/),
  fault(
    'table of 200,000 rows, all wanted',
    () => column(new Float64Array(2e5), { maxRows: Infinity }).length,
    799997,
  ),
  fault(
    'table of 20,000 numbers that are alike in four digits, all wanted',
    () =>
      new Set(
        column(
          Float64Array.from({ length: 20_000 }, (_, i) => 2.3 + i * 1e-8),
          { maxRows: Infinity },
        ).split(' / '),
      ).size,
    20_000,
  ),
  fault(
    'table of 5,000 columns',
    () => plainOf(table([Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`c${i}`, i]))])),
    /^ *c0 .* c49\n[─ ]+\n *0 .* 49\n… 4950 more columns$/,
  ),
  fault(
    'table of records that lack fields, one named constructor',
    () => plainOf(table([{ a: 1 }, { constructor: 2 }])),
    'a  constructor\n─  ───────────\n1\n             2',
  ),
  fault(
    'table of a record that is null',
    () => table([null] as never),
    /^ShapeError: table: records\[0\] should be an object, got null/,
  ),
  fault(
    'table of numbers for records',
    () => table([1, 2] as never),
    /^ShapeError: table: records\[0\] should be an object, got 1/,
  ),
  fault(
    'table of a number for a column',
    () => table({ a: 5 } as never),
    /^ShapeError: table: column 'a' should be an array or a tensor \[N\], got 5/,
  ),
  fault('table of nothing', () => table(null as never), /^ShapeError: table: expected columns/),
  fault('table with digits: 0', () => table({ a: [1] }, { digits: 0 }), /^OptionError: table: digits/),
  fault(
    'table with maxRow: 5',
    () => table({ a: [1] }, { maxRow: 5 } as object),
    /^OptionError: table: unknown option 'maxRow'/,
  ),
  fault(
    'table of Chinese and emoji beside numbers',
    () =>
      plainOf(
        table([
          { t: '猫', n: 1 },
          { t: '👩‍🔬', n: 22 },
          { t: 'é', n: 333 },
        ]),
      ),
    't     n\n──  ───\n猫    1\n👩‍🔬   22\ne\u0301   333'.replace('e\u0301', 'é'),
  ),
  fault(
    'table with an empty name and one with HTML',
    () =>
      (table({ '': [1], '<i>': [2] }) as unknown as Record<symbol, () => Record<string, string>>)[DISPLAY]()[
        'text/html'
      ],
    /<th[^>]*><\/th><th[^>]*>&lt;i&gt;<\/th>/,
  ),
  fault('show of null', () => show(null as never), /^TypeError: show: expected/),
];

const claims: Fault[] = [
  fault(
    'claim of undefined',
    () => claimed(undefined as never, { above: 0 }),
    "OptionError: claim 'x': the figure should be a number, got undefined",
  ),
  fault(
    'claim with one bound that is undefined',
    () => claimed(9, { above: undefined, below: 10 }),
    "OptionError: claim 'x': above should be a number, got undefined",
  ),
  fault('claim of 0.91999 at least 0.92', () => claimed(0.91999, { atLeast: 0.92 }), '✗ x: 0.91999 (≥ 0.92)'),
  fault(
    'claim of 0.1234567 above 0.12345671',
    () => claimed(0.1234567, { above: 0.12345671 }),
    '✗ x: 0.123457 (> 0.123457)',
  ),
  fault(
    'claim of log 10, near within 10⁻¹²',
    () => claimed(math.logSumExp(new Array(10).fill(0)), { near: 2.302585092994046, within: 1e-12 }),
    '✓ x: 2.30259 (2.30259 ± 1e-12)',
  ),
  fault(
    'claim of 0.1 + 0.2 equal to 0.3',
    () => claimed(0.1 + 0.2, { equals: 0.3 }),
    '✗ x: 0.30000000000000004 (= 0.3)',
  ),
  fault('claim of 2⁵³ − 1', () => claimed(9007199254740991, { above: 0 }), '✓ x: 9007199254740991 (> 0)'),
];

/** A frame's parts under a name that tells nothing, as a minifier or a subclass makes it. */
class a {
  readonly $data = [[0.25], [0.5]];
  readonly $columns = ['v'];
  readonly columns = this.$columns;
  readonly values = this.$data;
  readonly index = [0, 1];
}
const kinds: Fault[] = [
  fault(
    'table of a frame with a minified name',
    () => plainOf(table(new a())),
    '      v\n─  ────\n0  0.25\n1   0.5',
  ),
  fault(
    'show of a frame with a minified name',
    () => sent(() => show(new a())),
    '      v\n─  ────\n0  0.25\n1   0.5',
  ),
  fault(
    'a cell that ends in a subclass of DataFrame',
    async () => {
      const { DataFrame } = await import('danfojs-node');
      class MyFrame extends DataFrame {}
      return (await bundleOf(new MyFrame({ id: [9007199254740991], at: [new Date(0)] })))['text/plain'];
    },
    /id +at\n[─ ]+\n0 +9007199254740991 +1970-01-01T00:00:00\.000Z$/,
    60,
  ),
  fault(
    'table with a column of another realm’s BigInt64Array',
    () => column(runInNewContext('BigInt64Array.of(9007199254740993n)') as BigInt64Array),
    '9007199254740993',
  ),
];

export const faults: Fault[] = [...cells, ...columns, ...claims, ...kinds];
