/** A specification of Plotly's, as far as its axes go. */
export interface Axes {
  data: unknown[];
  layout: object;
}

type Part = Record<string, unknown>;

/** The figure with the titles of its axes and colour bars changed; what it was given stays as it is. */
export function withAxisTitles<P extends Axes>(
  { data, layout, ...rest }: P,
  change: (title: string) => string,
): P {
  const titled = (part: unknown): unknown => {
    const text = ((part as Part | undefined)?.title as { text?: unknown } | undefined)?.text;
    if (typeof text !== 'string') return part;
    const { title, ...others } = part as { title: object };
    return { ...others, title: { ...title, text: change(text) } };
  };
  const mapped = (whole: object, names: RegExp, map: (part: unknown) => unknown): Part =>
    Object.fromEntries(
      Object.entries(whole).map(([name, part]) => [name, names.test(name) ? map(part) : part]),
    );
  const scene = (part: unknown): Part => mapped(part as object, /^[xyz]axis$/, titled);
  return {
    ...rest,
    data: data.map((trace) => mapped(trace as object, /^colorbar$/, titled)),
    layout: mapped(mapped(layout, /^[xy]axis\d*$/, titled), /^scene\d*$/, scene),
  } as unknown as P;
}
