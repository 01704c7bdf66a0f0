/// <reference lib="dom" />
import { find, findAll } from './elements';
import { evaluate, fromAddress, inPyTorch, inTypeScript, toAddress, type State } from './playground-state';

const COLOURS = ['#0072b2', '#d55e00', '#009e73'];
const SVG = 'http://www.w3.org/2000/svg';
const field = (id: string): HTMLInputElement => find<HTMLInputElement>(`#${id}`);
const show = (value: number): string => String(Number(value.toPrecision(4))).replace('-', '−');

function read(): State {
  const number = (id: string): number => Number(field(id).value);
  return {
    z: [number('z0'), number('z1'), number('z2')],
    y: number('y'),
    tau: number('tau'),
    eps: number('eps'),
    w: number('w'),
    gamma: number('gamma'),
  };
}

function write({ z, ...rest }: State): void {
  z.forEach((value, k) => (field(`z${k}`).value = String(value)));
  Object.entries(rest).forEach(([id, value]) => (field(id).value = String(value)));
}

function shape(svg: Element, tag: string, attributes: Record<string, string | number>, text = ''): void {
  const element = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, String(value)));
  element.textContent = text;
  svg.append(element);
}

/** Horizontal bars from `zero` on, with their values behind them. */
function bars(id: string, values: readonly number[], zero: number, unit: number): void {
  const svg = find(`#${id}`);
  svg.replaceChildren();
  values.forEach((value, k) => {
    const [y, length] = [10 + 36 * k, unit * value];
    shape(svg, 'rect', {
      x: zero + Math.min(0, length),
      y,
      width: Math.abs(length),
      height: 24,
      fill: COLOURS[k],
    });
    shape(svg, 'text', { x: 4, y: y + 17, fill: 'currentColor', 'font-size': 13 }, String(k));
    shape(
      svg,
      'text',
      { x: 316, y: y + 17, fill: 'currentColor', 'font-size': 13, 'text-anchor': 'end' },
      show(value),
    );
  });
  shape(svg, 'line', { x1: zero, x2: zero, y1: 4, y2: 114, stroke: 'currentColor' });
  svg.setAttribute('aria-label', values.map((value, k) => `${k}: ${show(value)}`).join(', '));
}

function simplex(probabilities: readonly number[], y: number): void {
  const corners = [
    [20, 270],
    [300, 270],
    [160, 28],
  ];
  const svg = find('#simplex');
  svg.replaceChildren();
  shape(svg, 'polygon', {
    points: corners.map((corner) => corner.join(',')).join(' '),
    fill: 'none',
    stroke: 'currentColor',
  });
  corners.forEach(([x, top], k) =>
    shape(
      svg,
      'text',
      {
        x,
        y: k === 2 ? top - 8 : top + 18,
        fill: COLOURS[k],
        'font-size': 14,
        'text-anchor': 'middle',
        'font-weight': k === y ? 700 : 400,
      },
      String(k),
    ),
  );
  const at = [0, 1].map((axis) => probabilities.reduce((sum, p, k) => sum + p * corners[k][axis], 0));
  shape(svg, 'circle', { cx: at[0], cy: at[1], r: 7, fill: COLOURS[y] });
}

function draw(): void {
  const state = read();
  const { probabilities, loss, gradient } = evaluate(state);
  findAll<HTMLOutputElement>('output[for]').forEach(
    (output) => (output.value = field(output.htmlFor.value).value),
  );
  field('eps').disabled = state.gamma > 0;
  find('#smoothing-off').hidden = state.gamma === 0;
  find<HTMLOutputElement>('#loss').value = show(loss);
  bars('probabilities', probabilities, 24, 220);
  const most = Math.max(1, ...gradient.map(Math.abs));
  bars('gradient', gradient, 144, 112 / most);
  simplex(probabilities, state.y);
  find('#typescript').textContent = inTypeScript(state);
  find('#pytorch').textContent = inPyTorch(state);
  history.replaceState(null, '', `#${toAddress(state)}`);
}

write(fromAddress(location.hash.slice(1)));
find('#play').addEventListener('input', draw);
find('#play form').addEventListener('submit', (event) => event.preventDefault());
addEventListener('hashchange', () => {
  write(fromAddress(location.hash.slice(1)));
  draw();
});
draw();
