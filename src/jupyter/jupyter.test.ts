import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { tensor } from '../core';
import type { DisplayContent } from './channel';
import { claim, clearOutput, progress, show, table } from '.';

const symbol = Symbol.for('softmax-lab.kernel');
const holder = globalThis as Record<symbol, unknown>;

describe('in a notebook', () => {
  let sent: { content: DisplayContent; update: boolean }[];
  let cleared: boolean[];
  const holds = (value: number, bounds: object): unknown => {
    claim('x', value, bounds);
    return (sent.at(-1)?.content.data['application/vnd.softmax-lab.claim+json'] as { holds: boolean }).holds;
  };
  beforeEach(() => {
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
