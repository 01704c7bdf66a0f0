import { jupyterDisplay } from '../core';
import { escapeHtml } from '../core/escape-html';
import { show } from './show';
import { claimColour, takeClaims } from './state-claim';

/**
 * Sums up the claims made since the last such summary, or since the start: how many hold, and which do not. The last
 * cell of a notebook calls it, so that *Run All* ends with a verdict. A claim that was stated twice, by a cell run
 * again, counts once, as it stood last; two claims need two texts.
 *
 * @example
 * claim('a coin’s entropy, in bits', math.entropy([0.5, 0.5]) / math.log(2), { near: 1, within: 1e-12 })
 * showClaims()  // 1 of 1 claims held.
 */
export function showClaims(): void {
  const claims = takeClaims();
  const fallen = claims.filter(({ holds }) => !holds);
  const verdict =
    claims.length === 0
      ? 'No claim was made since the last summary: run all cells.'
      : `${claims.length - fallen.length} of ${claims.length} claims held.`;
  const head = fallen.length === 0 ? verdict : `${verdict} Not held:`;
  const lines = fallen.map(({ text, figure }) => text + figure);
  const list = lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('');
  const border = `border-left:3px solid ${claimColour(fallen.length === 0)};padding:2px 8px`;
  show({
    [jupyterDisplay]: () => ({
      'text/html': `<div style="${border}"><strong>${head}</strong>${list && `<ul>${list}</ul>`}</div>`,
      'text/plain': [head, ...lines.map((line) => `  ${line}`)].join('\n'),
    }),
  });
}
