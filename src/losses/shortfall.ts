/** What the label's logit lacks of a lead of 1 before a rival's; nothing before one that is masked out by −∞. */
export function shortfallOf(rival: number, own: number): number {
  if (rival === -Infinity && !Number.isNaN(own)) return 0;
  const shortfall = 1 + (rival - own);
  return shortfall <= 0 ? 0 : shortfall;
}
