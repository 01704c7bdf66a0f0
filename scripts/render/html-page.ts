import { readFileSync } from 'node:fs';
import { fontFaces } from './fonts';
import type { Specification } from './render';

/**
 * A page of figures that needs nothing else: plotly.js and the fonts are inside, once. Each figure takes the
 * keyboard: arrows move, + and − zoom, 0 returns.
 */
export function htmlPage(title: string, figures: readonly Specification[]): string {
  const plotly = readFileSync(require.resolve('plotly.js/plotly.min.js'), 'utf8');
  const paper = paperOf(figures[0]);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>
${fontFaces()}
body { margin: 2rem auto; max-width: max-content; padding: 0 1rem; font-family: 'Noto Sans', 'Noto Sans SC', sans-serif; background: ${paper.ground}; color: ${paper.text}; }
figure { margin: 0 0 3rem; }
.plot:focus-visible { outline: 3px solid #56B4E9; outline-offset: 4px; }
figcaption { margin-top: 0.5rem; max-width: 45rem; font-size: 0.85rem; }
</style>
</head>
<body>
${figures.map(figureElement).join('\n')}
<script>${plotly.replaceAll('</script', '<\\/script')}</script>
<script>
const figures = ${JSON.stringify(figures.map(({ data, layout }) => ({ data, layout }))).replaceAll('<', '\\u003c')};
${interaction}
</script>
</body>
</html>
`;
}

function figureElement({ layout }: Specification, i: number): string {
  const { id = `figure-${i + 1}`, alt = '' } = layout.meta ?? {};
  return `<figure id="${escape(id)}">
<div class="plot" tabindex="0" role="group" aria-label="${escape(id)}" aria-describedby="text-${i}"></div>
<figcaption><details><summary>In words</summary><p id="text-${i}">${escape(alt)}</p></details></figcaption>
</figure>`;
}

const interaction = `
const boxes = [...document.querySelectorAll('.plot')];
const moves = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };
const zooms = { '+': 0.8, '=': 0.8, '-': 1.25 };
const axesOf = (box) => Object.keys(box._fullLayout).filter((key) => /^[xy]axis\\d*$/.test(key));
boxes.forEach(async (box, i) => {
  await document.fonts.ready;
  await Plotly.newPlot(box, figures[i].data, figures[i].layout, { displaylogo: false });
  const home = Object.fromEntries(axesOf(box).map((axis) => [axis + '.range', [...box._fullLayout[axis].range]]));
  box.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = moves[event.key];
    const zoom = zooms[event.key];
    if (!move && !zoom && event.key !== '0') return;
    event.preventDefault();
    if (event.key === '0') return void Plotly.relayout(box, home);
    const ranges = axesOf(box).map((axis) => {
      const [from, to] = box._fullLayout[axis].range.map(Number);
      const shift = (to - from) * (move ? move[axis[0] === 'x' ? 0 : 1] : 0);
      const [middle, half] = [(from + to) / 2 + shift, ((to - from) / 2) * (zoom ?? 1)];
      return [axis + '.range', [middle - half, middle + half]];
    });
    Plotly.relayout(box, Object.fromEntries(ranges));
  });
});
`;

function paperOf(figure: Specification | undefined): { ground: string; text: string } {
  const template = figure?.layout.template as {
    layout?: { paper_bgcolor?: string; font?: { color?: string } };
  };
  return {
    ground: template?.layout?.paper_bgcolor ?? '#FFFFFF',
    text: template?.layout?.font?.color ?? '#1B1F24',
  };
}

function escape(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => entities[character]);
}
