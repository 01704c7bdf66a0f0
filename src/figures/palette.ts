/**
 * Colours that readers with any kind of colour vision can tell apart: those of Okabe and Ito
 * [OkabeIto2008]; its yellow, which vanishes on white, and its black are darker or lighter here.
 */
export const categories = [
  '#0072B2',
  '#D55E00',
  '#009E73',
  '#CC79A7',
  '#E69F00',
  '#56B4E9',
  '#6E6E6E',
  '#8C7A00',
] as const;

/** Colours of the parts of a figure that are not data. */
export const ink = { paper: '#FFFFFF', text: '#1B1F24', soft: '#57606A', grid: '#E4E7EB', line: '#8B949E' } as const;

/** Marker shapes and line styles, so that colour is never the only sign. */
export const symbols = ['circle', 'diamond', 'square', 'triangle-up', 'cross', 'x', 'star', 'hexagon'] as const;
export const dashes = ['solid', 'dash', 'dot', 'dashdot'] as const;

type Scale = readonly (readonly [number, string])[];

/** From little to much: Cividis, whose lightness rises evenly for every kind of colour vision. */
export const sequential: Scale = [
  [0, '#00224E'],
  [0.25, '#434E6C'],
  [0.5, '#7D7C78'],
  [0.75, '#BCAE6C'],
  [1, '#FEE838'],
];

/** From none to much on the paper's colour: for counts and shares. */
export const amount: Scale = [
  [0, '#FDFDFD'],
  [0.35, '#A9CDE6'],
  [1, '#08588C'],
];

/** As `amount`, but pale, for what lies beneath lines and points. */
export const tint: Scale = [
  [0, '#FDFDFD'],
  [1, '#A9CDE6'],
];

/** Negative, zero, positive. */
export const diverging: Scale = [
  [0, '#B24A00'],
  [0.25, '#EFA36B'],
  [0.5, '#F7F7F6'],
  [0.75, '#76B2DA'],
  [1, '#00598B'],
];

/** Ink on paper: for images. */
export const greys: Scale = [
  [0, '#FEFEFE'],
  [1, '#111418'],
];

/** What stands for each of the colours above on a dark ground. */
export const darkTwin: Readonly<Record<string, string>> = {
  '#0072B2': '#4FA9E6',
  '#D55E00': '#FF8547',
  '#009E73': '#2BC79A',
  '#CC79A7': '#E59BC5',
  '#E69F00': '#F5B63F',
  '#56B4E9': '#A5DBFA',
  '#6E6E6E': '#B4BAC1',
  '#8C7A00': '#E8DE5A',
  [ink.paper]: '#14181D',
  [ink.text]: '#E8EBEF',
  [ink.soft]: '#A9B1BA',
  [ink.grid]: '#2B3138',
  [ink.line]: '#6B747E',
  '#FDFDFD': '#1C2229',
  '#A9CDE6': '#1F5F8B',
  '#08588C': '#8CCBF5',
  '#B24A00': '#FF9A5C',
  '#EFA36B': '#A65521',
  '#F7F7F6': '#20262D',
  '#76B2DA': '#2A6E9E',
  '#00598B': '#8ACBF7',
  '#FEFEFE': '#12161A',
  '#111418': '#F2F4F6',
};

/** The colour of the i-th category; they repeat after the eighth. */
export function category(i: number): string {
  return categories[i % categories.length];
}
