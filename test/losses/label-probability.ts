import { D } from './case';

/** p = softmax(z)ᵧ, 1 − p and log p in decimals. */
export function probabilityOf(z: readonly D[], y: number): Record<'p' | 'rest' | 'log', D> {
  const max = D.max(...z);
  const e = z.map((x) => x.minus(max).exp());
  const rest = e.reduce((sum, x, k) => (k === y ? sum : sum.plus(x)), new D(0));
  const total = rest.plus(e[y]);
  const p = e[y].div(total);
  return { p, rest: rest.div(total), log: p.ln() };
}
