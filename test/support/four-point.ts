/** f′(x) by the 4-point central difference: error O(h⁴) and the rounding of f over h. */
export function fourPoint(f: (x: number) => number, x: number, h = 1e-3): number {
  return (f(x - 2 * h) - 8 * f(x - h) + 8 * f(x + h) - f(x + 2 * h)) / (12 * h);
}
