/// <reference lib="dom" />
import type { MimeBundle } from '../messages';
import { make } from './elements';
import { newFigure, type Plot } from './figures';

interface Claim {
  holds: boolean;
}

/** What a cell shows, as an element. Whatever text or HTML it is, no script in it runs. */
export function renderBundle(data: MimeBundle): HTMLElement {
  const text = textOf(data['text/plain']);
  const claim = data['application/vnd.softmax-lab.claim+json'] as Claim | undefined;
  if (claim) {
    const line = make('p', { className: 'claim', textContent: text });
    line.dataset.holds = String(claim.holds);
    return line;
  }
  const plot = data['application/vnd.plotly.v1+json'] as Plot | undefined;
  if (plot) return newFigure(plot, text);
  if (data['text/html'] !== undefined) return sandboxed(textOf(data['text/html']), text);
  return make('pre', { className: 'text', textContent: textOf(data['text/markdown'] ?? text) });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** Within the frame nothing is fetched and no script runs; the page looks in only to learn its height. */
const FRAME_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

function sandboxed(html: string, title: string): HTMLElement {
  const frame = make('iframe', { className: 'html', title });
  frame.setAttribute('sandbox', 'allow-same-origin');
  const { color, fontSize } = getComputedStyle(document.body);
  const style = `html{color-scheme:${document.documentElement.dataset.theme ?? 'light'}}body{margin:0;color:${color};font:${fontSize} system-ui,sans-serif}table{border-collapse:collapse}td,th{padding:.2rem .6rem;border-bottom:1px solid #8886}`;
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${FRAME_POLICY}"><style>${style}</style><body>${html}`;
  frame.addEventListener('load', () => {
    const inside = frame.contentDocument?.documentElement;
    if (inside) frame.style.height = `${inside.scrollHeight}px`;
  });
  return frame;
}
