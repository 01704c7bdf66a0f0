import { readFileSync } from 'node:fs';

/** plotly.js as it stands in a `<script>`: the bundle that makes no code out of text, which our policy forbids. */
export function plotlySource(): string {
  return readFileSync(require.resolve('plotly.js/plotly-strict.min.js'), 'utf8').replaceAll(
    '</script',
    '<\\/script',
  );
}
