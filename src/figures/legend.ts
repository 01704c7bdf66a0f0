import type { PlotlyObject } from './figure';
import { textWidth } from './headline';
import { extent } from './input';

/**
 * A legend in rows between the headline and the plot, and the top margin that it needs; none for fewer
 * than two names.
 */
export function legendAbove(names: readonly string[], width = 720): { layout: PlotlyObject; top: number } {
  if (names.length < 2) return { layout: { showlegend: false }, top: 12 };
  const room = width - 88;
  const columns = names.map((name) => textWidth(name) + 48);
  // Plotly packs one row tightly, more than one in columns as wide as the widest name.
  const fits = columns.reduce((sum, column) => sum + column, 0) <= room;
  const perRow = fits ? names.length : Math.max(1, Math.floor(room / extent(columns)[1]));
  return {
    layout: {
      showlegend: true,
      legend: { orientation: 'h', x: 0, xanchor: 'left', y: 1, yanchor: 'bottom', traceorder: 'normal' },
    },
    top: 16 + Math.ceil(names.length / perRow) * 20,
  };
}
