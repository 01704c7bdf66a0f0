import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { headline } from './headline';
import { toJson } from './json';
import { textColumns } from '../core/text-width';
import { wrapText } from './text';
import { darkTwin } from './palette';
import { darkTemplate, lightTemplate } from './template';
import { withHeadline } from './with-headline';
import { withTheme } from './theme';
import { curves } from './curves';
import type { Figure } from './figure';

describe('wrapText', () => {
  it('breaks between words, and Chinese anywhere but before closing punctuation', () => {
    assert.deepEqual(wrapText('one two three', 8), ['one two', 'three']);
    assert.deepEqual(wrapText('温度越高，越接近均匀分布。', 8), ['温度越', '高，越接', '近均匀分', '布。']);
  });

  it('keeps to the width, a Chinese character counting for two, and loses nothing', () => {
    const text = 'The Softmax函数 of a row 的几何解释, and a-very-long-word 损失函数的优化目标。 End';
    for (const width of [18, 20, 33, 60]) {
      const lines = wrapText(text, width);
      for (const line of lines) assert.ok(textColumns(line) <= width, `'${line}' is wider than ${width}`);
      assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
    }
  });

  it('lets a word that is too long stand alone', () => {
    assert.deepEqual(wrapText('a incomprehensibilities b', 5), ['a', 'incomprehensibilities', 'b']);
  });
});

describe('headline', () => {
  it('grows with the lines of title and caption', () => {
    const short = headline('Why?', 'So.', 720).height;
    const long = headline('Why?', 'So it is, because it cannot be otherwise. '.repeat(6), 720).height;
    assert.ok(long > short + 2 * 13.5, `${long} against ${short}`);
  });
});

describe('withHeadline', () => {
  const drawn = (title: string, caption: string): Figure =>
    curves({ id: 'a', title, caption, alt: 'A line.', curves: [{ name: 'line', y: [1, 2] }] });
  const english = drawn('Why < is not &?', 'Because. '.repeat(40));

  it('makes the figure that these words would have made', () => {
    const chinese = { title: '为什么？', caption: '温度越高，越接近均匀分布。'.repeat(9) };
    const { data, layout } = drawn(chinese.title, chinese.caption);
    assert.deepEqual(JSON.parse(JSON.stringify(withHeadline(english, chinese))), { data, layout });
    assert.notEqual(layout.height, english.layout.height);
  });

  it('without words leaves the plot alone: no title, and as much lower as that was high', () => {
    const { layout } = withHeadline(english);
    const [before, after] = [english.layout, layout].map((each) => each as { height: number; margin: { t: number } });
    assert.equal(layout.title, undefined);
    assert.ok(after.margin.t >= 0 && after.margin.t < 30, `${after.margin.t}`);
    assert.equal(before.height - after.height, before.margin.t - after.margin.t);
    assert.deepEqual(withHeadline({ data: [], layout }), { data: [], layout }, 'twice is once');
  });
});

describe('toJson', () => {
  it('rounds fractions to ten digits, keeps integers, turns NaN, ±∞ and −0 into what JSON has', () => {
    assert.deepEqual(toJson([1 / 3, 123456789012, 1e-9 / 3, NaN, -Infinity, -0]), [
      0.3333333333, 123456789012, 3.333333333e-10, null, null, 0,
    ]);
  });

  it('keeps what sets the values of an array apart, however small beside them', () => {
    const losses = Array.from({ length: 72 }, (_, i) => 2.302585 - i * 1e-6);
    const apart = (array: unknown): number => new Set((array as number[]).flat()).size;
    for (const shift of [0, 1e3, 1e6]) {
      const y = losses.map((loss) => loss + shift);
      assert.equal(apart(toJson(y)), 72);
      assert.equal(apart(toJson(y.map((loss) => [loss]))), 72, 'rows of one value each');
    }
    assert.deepEqual(toJson([1e300, 1e-3, 1.001e-3]), [1e300, 1e-3, 1.001e-3], 'an outlier takes nothing from the rest');
    assert.deepEqual(toJson([0.1 + 0.2, 0.1 + 0.2]), [0.1 + 0.2, 0.1 + 0.2]);
    assert.deepEqual(toJson({ range: [-1.7e308, 1.7e308] }), { range: [-1.7e308, 1.7e308] });
  });

  it('makes nested arrays of tensors and plain ones of typed arrays, and drops undefined', () => {
    const x = { data: Float64Array.of(1, 2, 3, 4), shape: [2, 2], dtype: 'float64' };
    assert.deepEqual(toJson({ x, y: Uint8Array.of(7), z: undefined }), { x: [[1, 2], [3, 4]], y: [7] });
  });
});

describe('withTheme', () => {
  const figure = curves({ id: 'a', title: 'What?', caption: 'This.', curves: [{ name: '#0072B2 is blue', y: [1, 2] }] });

  it('exchanges the colours and nothing else', () => {
    const dark = withTheme(figure, 'dark');
    const undo = Object.fromEntries(Object.entries(darkTwin).map(([light, twin]) => [`"${twin}"`, `"${light}"`]));
    const back = JSON.stringify(dark).replace(/"#[0-9A-F]{6}"/g, (color) => undo[color] ?? color);
    assert.notDeepEqual(dark.layout, figure.layout);
    assert.equal(back, JSON.stringify({ data: figure.data, layout: figure.layout }));
    assert.deepEqual(dark.layout.template, JSON.parse(JSON.stringify(darkTemplate)));
  });

  it('keeps text legible: at least 4.5 : 1 against the paper in both themes', () => {
    for (const template of [lightTemplate, darkTemplate]) {
      const { font, paper_bgcolor, title } = template.layout as {
        font: { color: string };
        paper_bgcolor: string;
        title: { subtitle: { font: { color: string } } };
      };
      for (const color of [font.color, title.subtitle.font.color]) {
        assert.ok(contrast(color, paper_bgcolor) >= 4.5, `${color} on ${paper_bgcolor}`);
      }
    }
  });

  it('keeps lines visible: every category at least 2 : 1 against the paper in both themes', () => {
    for (const template of [lightTemplate, darkTemplate]) {
      const { colorway, paper_bgcolor } = template.layout as { colorway: string[]; paper_bgcolor: string };
      for (const color of colorway) {
        assert.ok(contrast(color, paper_bgcolor) >= 2, `${color} on ${paper_bgcolor}: ${contrast(color, paper_bgcolor)}`);
      }
    }
  });
});

/** The contrast ratio of WCAG 2. */
function contrast(a: string, b: string): number {
  const luminance = (color: string): number =>
    [1, 3, 5]
      .map((i) => parseInt(color.slice(i, i + 2), 16) / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
      .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}
