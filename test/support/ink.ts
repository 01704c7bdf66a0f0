import { PNG } from 'pngjs';
import { renderFigures, type Specification } from '../../scripts/render/render';

/** Of a mark that is drawn; fewer are the edges of what lies next to it. */
const LEAST_PIXELS = 10;

type Part = Record<string, unknown> & { name?: string; type?: string };

interface Mark {
  /** `trace 2 (validation)` */
  name: string;
  /** Makes it transparent, in a copy of the figure. */
  hide(figure: Specification): void;
}

/** What a figure is drawn of: its traces, shapes and annotations. */
export function marksOf({ data, layout }: Specification): Mark[] {
  const marks = (kind: string, partsOf: (figure: Specification) => Part[]): Mark[] =>
    partsOf({ data, layout }).map((part, i) => ({
      name: `${kind} ${i + 1} (${part.name ?? part.type ?? String(part.text)})`,
      hide: (figure) => void (partsOf(figure)[i].opacity = 0),
    }));
  return [
    ...marks('trace', (figure) => figure.data),
    ...marks('shape', (figure) => (figure.layout.shapes ?? []) as Part[]),
    ...marks('annotation', (figure) => (figure.layout.annotations ?? []) as Part[]),
  ];
}

/**
 * The marks that nobody sees, as `bars: trace 2 (validation)`: without them the plot has the same pixels. Legends and
 * colour bars are left out, for they show a mark that the plot does not.
 */
export async function marksWithoutInk(figures: Readonly<Record<string, Specification>>): Promise<string[]> {
  const names: string[] = [];
  const drawings: Specification[] = [];
  for (const [figure, specification] of Object.entries(figures)) {
    names.push(figure);
    drawings.push(withoutKeys(specification));
    for (const mark of marksOf(specification)) {
      const hidden = withoutKeys(specification);
      mark.hide(hidden);
      names.push(`${figure}: ${mark.name}`);
      drawings.push(hidden);
    }
  }
  const unseen: string[] = [];
  let whole: PNG;
  await renderFigures(drawings, { formats: ['png'], scale: 1, log: () => undefined }, (i, { png }) => {
    const picture = PNG.sync.read(png);
    if (names[i] in figures) whole = picture;
    else if (differingPixels(whole, picture) < LEAST_PIXELS) unseen.push(names[i]);
  });
  return unseen;
}

function withoutKeys(figure: Specification): Specification {
  const copy = structuredClone({ data: figure.data, layout: figure.layout });
  copy.layout.showlegend = false;
  for (const trace of copy.data as Part[]) {
    if ('showscale' in trace || 'colorbar' in trace) trace.showscale = false;
    const marker = trace.marker as Part | undefined;
    if (marker && 'colorbar' in marker) marker.showscale = false;
  }
  return copy;
}

function differingPixels(a: PNG, b: PNG): number {
  let count = 0;
  for (let i = 0; i < a.data.length; i += 4) {
    if (a.data.readUInt32BE(i) !== b.data.readUInt32BE(i)) count++;
  }
  return count;
}
