import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SAMPLES } from '../../test/support/figure-samples';
import { jupyterDisplay } from '../core/display';
import { ALL_FIGURES } from '.';
import type { Figure } from './figure';

type Walk = (value: unknown, path: string) => void;

/** Calls `visit` for every leaf of a specification. */
function leaves(value: unknown, path: string, visit: Walk): void {
  if (typeof value !== 'object' || value === null) visit(value, path);
  else for (const [key, item] of Object.entries(value)) leaves(item, `${path}.${key}`, visit);
}

/** Every axis that a trace names is one of the layout, or Plotly's first. */
function axesOf(figure: Figure): string[] {
  return figure.data.flatMap((trace) => [trace.xaxis, trace.yaxis]).filter((name) => name !== undefined) as string[];
}

describe('every figure builder', () => {
  it('has a sample that these tests use', () => {
    for (const name of Object.keys(ALL_FIGURES)) {
      assert.ok(
        name in SAMPLES,
        `figures.${name} has no sample: add one to test/support/figure-samples.ts, look at it by ` +
          `npm run figures -- --samples ${name}, and say in test/figures-ink.test.ts how many marks it has`,
      );
    }
    assert.equal(Object.keys(SAMPLES).length, Object.keys(ALL_FIGURES).length, 'a sample is of no builder');
  });

  for (const [name, sample] of Object.entries(SAMPLES)) {
    describe(name, () => {
      it('is plain JSON: nothing is lost in a round trip, and no number is NaN or infinite', () => {
        const { data, layout } = sample();
        leaves({ data, layout }, name, (leaf, path) => {
          assert.ok(leaf === null || ['number', 'string', 'boolean'].includes(typeof leaf), `${path}: ${typeof leaf}`);
          if (typeof leaf === 'number') assert.ok(Number.isFinite(leaf), `${path} is ${leaf}`);
        });
        assert.deepEqual(JSON.parse(JSON.stringify({ data, layout })), { data, layout });
      });

      it('carries template, question, answer, id and alternative text in its layout', () => {
        const figure = sample();
        const layout = figure.layout as {
          title: { text: string; subtitle: { text: string } };
          template: { layout: { paper_bgcolor: string } };
          meta: { id: string; caption: string; alt: string };
          margin: { t: number };
          height: number;
        };
        const plain = (text: string): string => text.replaceAll(/(<br>|\s)+/g, '');
        assert.ok(plain(layout.title.text).length > 5);
        assert.equal(plain(layout.title.subtitle.text), plain(figure.caption));
        assert.equal(layout.template.layout.paper_bgcolor, '#FFFFFF');
        assert.deepEqual(layout.meta, { id: figure.id, caption: figure.caption, alt: figure.alt });
        assert.ok(figure.alt.includes(figure.caption));
        assert.ok(layout.margin.t < layout.height / 2, 'the headline leaves room for the plot');
      });

      it('gives the same JSON twice, under 150 KB', () => {
        const json = JSON.stringify(sample());
        assert.equal(json, JSON.stringify(sample()));
        assert.ok(json.length < 150_000, `${json.length} characters`);
      });

      it('names only axes that its layout has', () => {
        const figure = sample();
        for (const axis of axesOf(figure)) {
          assert.ok(`${axis[0]}axis${axis.slice(1)}` in figure.layout, `${axis} is missing`);
        }
      });

      it('shows itself in a notebook as Plotly JSON and text', () => {
        const figure = sample();
        assert.deepEqual(figure[jupyterDisplay](), {
          'application/vnd.plotly.v1+json': { data: figure.data, layout: figure.layout },
          'text/plain': figure.alt,
        });
      });
    });
  }
});
