import { readFileSync } from 'node:fs';

/** plotly.js as it stands in a `<script>`. */
export function plotlySource(): string {
  return readFileSync(require.resolve('plotly.js/plotly.min.js'), 'utf8').replaceAll(
    '</script',
    '<\\/script',
  );
}
