import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { tensor } from '../core';
import type { DisplayContent } from './channel';
import { claim, clearOutput, exercise, progress, record, show, showClaims, table } from '.';
import { takeClaims } from './state-claim';

const symbol = Symbol.for('softmax-lab.kernel');
const holder = globalThis as Record<symbol, unknown>;

describe('in a notebook', () => {
  let sent: { content: DisplayContent; update: boolean }[];
  let cleared: boolean[];
  const holds = (value: number, bounds: object): unknown => {
    claim('x', value, bounds);
    return (sent.at(-1)?.content.data['application/vnd.softmax-lab.claim+json'] as { holds: boolean }).holds;
  };
  const plain = (): unknown => sent.at(-1)?.content.data['text/plain'];
  beforeEach(() => {
    takeClaims();
    sent = [];
    cleared = [];
    holder[symbol] = {
      display: (content: DisplayContent, update = false) => sent.push({ content, update }),
      clearOutput: (wait: boolean) => cleared.push(wait),
    };
  });
  afterEach(() => delete holder[symbol]);

  it('claim shows a mark, the figure and its bound, and says whether it holds', () => {
    claim('test accuracy', 0.92468, { atLeast: 0.92 });
    claim('test accuracy', 0.9, { atLeast: 0.92 });
    const [good, bad] = sent.map(({ content }) => content.data);
    assert.equal(good['text/plain'], '✓ test accuracy: 0.9247 (≥ 0.92)');
    assert.equal(bad['text/plain'], '✗ test accuracy: 0.9 (≥ 0.92)');
    const expected = { text: 'test accuracy', value: 0.9, bound: '≥ 0.92', holds: false };
    assert.deepEqual(bad['application/vnd.softmax-lab.claim+json'], expected);
  });

  it('a claim about NaN never holds, whatever the bound', () => {
    for (const bound of ['atLeast', 'atMost', 'above', 'below', 'equals']) {
      assert.equal(holds(NaN, { [bound]: NaN }), false, bound);
    }
    assert.equal(holds(NaN, { near: 0, within: 1 }), false);
    assert.equal(
      (sent[0].content.data['application/vnd.softmax-lab.claim+json'] as { value: unknown }).value,
      'NaN',
    );
  });

  it('each bound holds on its own side only', () => {
    const cases: [number, object, boolean][] = [
      [1, { atLeast: 1 }, true],
      [1, { above: 1 }, false],
      [1, { atMost: 1 }, true],
      [1, { below: 1 }, false],
      [1, { equals: 1 }, true],
      [1.2, { near: 1, within: 0.1 }, false],
      [0.95, { near: 1, within: 0.1 }, true],
      [0.5, { atLeast: 0, atMost: 0.4 }, false],
    ];
    for (const [value, bounds, expected] of cases)
      assert.equal(holds(value, bounds), expected, JSON.stringify(bounds));
  });

  it('a figure without a bound, half a bound or an unknown one is refused', () => {
    assert.throws(() => claim('x', 1), { name: 'OptionError', message: /needs a bound/ });
    assert.throws(() => claim('x', 1, { near: 1 }), { name: 'OptionError', message: /within/ });
    assert.throws(() => claim('x', 1, { atleast: 1 } as object), {
      name: 'OptionError',
      message: /'atleast'/,
    });
  });

  it('record shows a number and gives it whole to whoever reads the output, and is no claim', () => {
    record('a < b', 1 / 3);
    record('lost', NaN);
    const [third, lost] = sent.map(({ content }) => content.data);
    assert.equal(third['text/plain'], 'a < b: 0.3333');
    assert.match(String(third['text/html']), />a &lt; b: 0\.3333</);
    assert.deepEqual(third['application/vnd.softmax-lab.record+json'], { name: 'a < b', value: 1 / 3 });
    assert.deepEqual(lost['application/vnd.softmax-lab.record+json'], { name: 'lost', value: 'NaN' });
    assert.deepEqual(takeClaims(), []);
  });

  it('record refuses what has no name, and what is no number', () => {
    assert.throws(() => record(' ', 1), { name: 'OptionError', message: /^record: name should be a text/ });
    assert.throws(() => record('x', '1' as never), {
      name: 'OptionError',
      message: "record 'x': value should be a number, got '1'",
    });
  });

  it('showClaims sums up: how many hold of how many, and which do not', () => {
    claim('one', 1, { equals: 1 });
    claim('a < b', 2, { below: 1 });
    claim('three', true);
    showClaims();
    assert.equal(plain(), '2 of 3 claims held. Not held:\n  a < b: 2 (< 1)');
    assert.match(String(sent.at(-1)?.content.data['text/html']), /<li>a &lt; b: 2 \(&lt; 1\)<\/li>/);
  });

  it('showClaims counts a claim stated again once, as it stood last, and begins anew after each summary', () => {
    claim('one', 0, { equals: 1 });
    claim('two', 2, { equals: 2 });
    claim('one', 1, { equals: 1 });
    showClaims();
    assert.equal(plain(), '2 of 2 claims held.');
    claim('two', 2, { equals: 2 });
    showClaims();
    assert.equal(plain(), '1 of 1 claims held.');
    showClaims();
    assert.equal(plain(), 'No claim was made since the last summary: run all cells.');
  });

  it('the summary is no claim itself, whatever it says', () => {
    claim('one', 0, { equals: 1 });
    showClaims();
    const bundle = sent.at(-1)?.content.data ?? {};
    assert.deepEqual(Object.keys(bundle), ['text/html', 'text/plain']);
    assert.doesNotMatch(Object.values(bundle).join(), /[✓✗]/);
  });

  it('exercise tells right, wrong and not written apart, and what is wrong', () => {
    const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
    const inputs: [number[]][] = [[[1, 2]], [[1e9, 3]]];
    const verdict = (attempt: (values: number[]) => number | number[]): unknown => {
      exercise('sum', attempt, sum, inputs);
      return plain();
    };
    assert.equal(verdict(sum), '✓ sum: right for all 2 inputs');
    assert.equal(
      verdict(() => NaN),
      'sum: not written yet. Fill in the function, then run this cell again.',
    );
    assert.equal(
      verdict(() => []),
      'sum: not written yet. Fill in the function, then run this cell again.',
    );
    assert.equal(
      verdict((values) => values[0]),
      '✗ sum: expected 3, got 1 for (1, 2)',
    );
    assert.equal(
      verdict((values) => sum(values) + 1e-7),
      '✗ sum: expected 3, got 3 (apart by 1e-7) for (1, 2)',
    );
    assert.equal(
      verdict((values) => values),
      '✗ sum: expected 1 number(s), got 2 for (1, 2)',
    );
    const thrower = (): never => {
      throw new RangeError('too big');
    };
    assert.equal(verdict(thrower), '✗ sum: threw RangeError: too big for (1, 2)');
    showClaims();
    assert.match(String(plain()), /^0 of 1 claims held\. Not held:\n {2}sum: threw/);
  });

  it('exercise takes tensors and objects of arrays, and wants NaN and infinities where they are due', () => {
    const reference = (x: number) => ({ dW: tensor([[x, 2]]), db: [x / 0] });
    exercise('layer', (x: number) => ({ db: [Infinity], dW: [[x, 2]] }), reference, [[1]]);
    assert.equal(plain(), '✓ layer: right for all 1 inputs');
    exercise('layer', (x: number) => ({ dW: [[x, 2]], db: [NaN] }), reference, [[1]]);
    assert.equal(plain(), '✗ layer: expected (1, 2, ∞), got (1, 2, NaN) for 1');
  });

  it('show escapes what a table holds and takes typed arrays', () => {
    show(table({ 'a<b': Float64Array.of(0.123456, 2), name: ['<script>', '&'] }, { caption: 'T' }));
    const html = String(sent[0].content.data['text/html']);
    assert.match(html, /<caption>T<\/caption>/);
    assert.match(html, /a&lt;b.*0\.1235.*&lt;script&gt;.*&amp;/s);
    assert.doesNotMatch(html, /<script/);
  });

  it('show takes Markdown, HTML and Danfo frames, and refuses the rest', () => {
    show('**bold**');
    show({ html: '<b>x</b>' });
    show({ $data: [], columns: ['x'], values: [[1.5], [2]], index: [0, 1] } as never);
    assert.equal(sent[0].content.data['text/markdown'], '**bold**');
    assert.deepEqual(sent[1].content.data, { 'text/html': '<b>x</b>', 'text/plain': 'x' });
    assert.equal(sent[2].content.data['text/plain'], '     x\n─  ───\n0  1.5\n1    2');
    assert.throws(() => show({} as never), TypeError);
  });

  it('show takes tensors, and refuses one whose scope has ended', () => {
    show(tensor([[1, 2]], { dtype: 'float32' }));
    assert.equal(sent[0].content.data['text/plain'], 'float32 [1, 2]\n[[1, 2]]');
    assert.match(String(sent[0].content.data['text/html']), /<pre>\[\[1, 2\]\]<\/pre>/);
    assert.throws(
      () => show({ data: [1], shape: [1], dtype: 'float32' } as never),
      /expected a figure, a table, a tensor/,
    );
  });

  it('a table shows float32 columns, tensors and nested arrays by the digits they have', () => {
    const stored = Float32Array.of(0.1, 1 / 3);
    const columns = { array: stored, tensor: tensor(stored), nested: [stored, [0.5]], plain: [1 / 3, 1] };
    show(table(columns, { digits: 12 }));
    assert.deepEqual(String(sent[0].content.data['text/plain']).split('\n').slice(2), [
      '       0.1         0.1  [0.1,0.33333334]  0.333333333333',
      '0.33333334  0.33333334  [0.5]                          1',
    ]);
    assert.throws(() => table({ a: tensor([[1, 2]]) }), {
      name: 'ShapeError',
      message: "table: column 'a' should be an array or a tensor [N], got a tensor [1, 2]",
    });
  });

  it('progress passes the items on and ends in fixed text', async () => {
    assert.deepEqual([...progress([1, 2, 3], { label: 'epochs' })], [1, 2, 3]);
    const collected: number[] = [];
    for await (const item of progress(new Set([4, 5]))) collected.push(item);
    assert.deepEqual(collected, [4, 5]);
    const texts = sent.map(({ content }) => content.data['text/plain']);
    assert.equal(texts.filter((text) => text === 'epochs: 3/3').length, 1);
    assert.equal(texts.at(-1), 'progress: 2/2');
    assert.equal(
      sent.filter(({ update }) => !update).length,
      2,
      'one display a bar, the rest are updates of it',
    );
  });

  it('clearOutput reaches the kernel', () => {
    clearOutput(true);
    assert.deepEqual(cleared, [true]);
  });
});

describe('outside a notebook', () => {
  it('show prints plain text', (t) => {
    const log = t.mock.method(console, 'log', () => undefined);
    show(table([{ x: 1, y: -0.00012346 }, { x: 22 }]));
    assert.equal(log.mock.calls[0].arguments[0], ' x           y\n──  ──────────\n 1  −0.0001235\n22');
  });

  it('columns of different lengths are named', () => {
    assert.throws(() => table({ a: [1], b: [1, 2] }), {
      name: 'ShapeError',
      message: /'a' has 1 rows, but 'b' has 2/,
    });
  });
});
