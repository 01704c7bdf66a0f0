import { contentSecurityPolicy } from './content-security-policy';
import { fontFaces } from './fonts';
import { plotlySource } from './plotly';
import type { Specification } from './render';
import { uniqueName } from './unique-name';

/**
 * A page of figures that needs nothing else: plotly.js and the fonts are inside, once. Each figure takes the
 * keyboard: arrows move, + and − zoom, 0 returns, Page Up and Page Down move its slider or choose its button. Whatever the figures say, nothing of them runs and nothing is
 * fetched.
 */
export function htmlPage(title: string, figures: readonly Specification[]): string {
  const plotly = plotlySource();
  const paper = paperOf(figures[0]);
  const used = new Set<string>();
  const json = JSON.stringify(figures.map(({ data, layout }) => ({ data, layout })));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${contentSecurityPolicy([plotly, interaction])}
<meta http-equiv="x-dns-prefetch-control" content="off">
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
${figures.map(({ layout }, i) => figureElement(layout.meta, i, used)).join('\n')}
<script type="application/json">${json.replaceAll('<', '\\u003c')}</script>
<script>${plotly}</script>
<script>${interaction}</script>
</body>
</html>
`;
}

/** The prefix keeps an id from passing for a variable of the page, as elements with ids do. */
function figureElement(meta: Specification['layout']['meta'], i: number, used: Set<string>): string {
  const id = uniqueName(meta?.id, String(i + 1), used);
  return `<figure id="figure-${escape(id)}">
<div class="plot" tabindex="0" role="group" aria-label="${escape(id)}" aria-describedby="text-${i}"></div>
<figcaption><details><summary>In words</summary><p id="text-${i}">${escape(String(meta?.alt ?? ''))}</p></details></figcaption>
</figure>`;
}

const interaction = `
const figures = JSON.parse(document.querySelector('script[type="application/json"]').textContent);
const boxes = [...document.querySelectorAll('.plot')];
const moves = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };
const zooms = { '+': 0.8, '=': 0.8, '-': 1.25 };
const turns = { PageUp: 1, PageDown: -1 };
const turn = (box, by) => {
  const { sliders, updatemenus } = box._fullLayout;
  const [name, control] = sliders.length > 0 ? ['sliders', sliders[0]] : ['updatemenus', updatemenus[0]];
  const states = control?.steps ?? control?.buttons;
  const active = (control?.active ?? 0) + by;
  if (!states?.[active]) return;
  const [restyle, relayout, traces] = states[active].args;
  Plotly.update(box, restyle, { ...relayout, [name + '[0].active']: active }, traces);
};
const axesOf = (box) => Object.keys(box._fullLayout).filter((key) => /^[xy]axis\\d*$/.test(key));
const blocked = new Set();
document.addEventListener('securitypolicyviolation', ({ blockedURI }) => {
  if (!blockedURI.includes(':') || blocked.has(blockedURI)) return;
  blocked.add(blockedURI);
  const note = document.body.appendChild(document.createElement('p'));
  note.textContent = 'Not shown, for this page fetches nothing: ' + blockedURI;
});
boxes.forEach(async (box, i) => {
  await document.fonts.ready;
  try {
    await Plotly.newPlot(box, figures[i].data, figures[i].layout, { displaylogo: false });
  } catch (error) {
    box.textContent = 'This figure cannot be drawn: ' + error;
    return;
  }
  const home = Object.fromEntries(axesOf(box).map((axis) => [axis + '.range', [...box._fullLayout[axis].range]]));
  box.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (turns[event.key]) {
      event.preventDefault();
      return turn(box, turns[event.key]);
    }
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
  const template = figure?.layout.template as
    { layout?: { paper_bgcolor?: unknown; font?: { color?: unknown } } } | undefined;
  return {
    ground: colour(template?.layout?.paper_bgcolor, '#FFFFFF'),
    text: colour(template?.layout?.font?.color, '#1B1F24'),
  };
}

/** A colour of CSS, and nothing that ends a rule or a style. */
function colour(value: unknown, otherwise: string): string {
  const isOne =
    typeof value === 'string' && /^(#[\da-f]{3,8}|[a-z]+|(rgb|hsl)a?\([\d\s.,%/]+\))$/i.test(value);
  return isOne ? value : otherwise;
}

function escape(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => entities[character]);
}
