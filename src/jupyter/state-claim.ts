import { jupyterDisplay } from '../core';
import { escapeHtml } from '../core/escape-html';
import { show } from './show';

/** A claim with its verdict, as it is shown. */
export interface StatedClaim {
  text: string;
  /** JSON has no NaN and no infinities: those go as text. */
  value: number | boolean | string;
  bound: string;
  holds: boolean;
  /** What stands behind the text: figure and bound. */
  figure: string;
}

/** The claims since {@link takeClaims}, by their text: a cell that is run again states its claims anew. */
const stated = new Map<string, StatedClaim>();

/** Shows a claim, and keeps it for the summary of all. */
export function stateClaim(claim: StatedClaim): void {
  stated.delete(claim.text);
  stated.set(claim.text, claim);
  const { figure, ...content } = claim;
  const mark = claim.holds ? '✓' : '✗';
  const colour = claimColour(claim.holds);
  const words = escapeHtml(claim.text + figure);
  const html = `<div style="border-left:3px solid ${colour};padding:2px 8px"><strong style="color:${colour}">${mark}</strong> ${words}</div>`;
  show({
    [jupyterDisplay]: () => ({
      'application/vnd.softmax-lab.claim+json': content,
      'text/html': html,
      'text/plain': `${mark} ${claim.text}${figure}`,
    }),
  });
}

export function claimColour(holds: boolean): string {
  return holds ? '#00795c' : '#b3261e';
}

/** The claims that were stated since the last call, which are then forgotten. */
export function takeClaims(): StatedClaim[] {
  const claims = [...stated.values()];
  stated.clear();
  return claims;
}
