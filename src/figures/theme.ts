import type { PlotlyObject } from './figure';
import { darkTwin } from './palette';

export type Theme = 'light' | 'dark';

/**
 * The specification of a figure in a theme: in the dark one every colour of the palette is exchanged for
 * its twin. Texts are never touched, colours of the caller's own stay.
 */
export function withTheme<F extends { data: unknown; layout: unknown }>(
  figure: F,
  theme: Theme,
): { data: PlotlyObject[]; layout: PlotlyObject } {
  const { data, layout } = figure as unknown as { data: PlotlyObject[]; layout: PlotlyObject };
  if (theme === 'light') return { data, layout };
  return { data: inDark(data) as PlotlyObject[], layout: inDark(layout) as PlotlyObject };
}

/** A copy with every string that is a colour of the palette replaced. */
export function inDark(value: unknown): unknown {
  if (typeof value === 'string') return darkTwin[value] ?? value;
  if (Array.isArray(value)) return value.map(inDark);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inDark(item)]));
}
