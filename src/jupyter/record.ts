import { jupyterDisplay, OptionError } from '../core';
import { describe } from '../core/checks';
import { escapeHtml } from '../core/escape-html';
import { formatNumber } from '../core/format-number';
import { show } from './show';

/**
 * Notes a number that is to be looked at over many runs of the notebook, and shows it. It promises nothing, as a
 * {@link claim} does: `npm run sweep` puts it into its tables, beside the values of the claims, and `readSweep` finds
 * it there under its name.
 *
 * @param name - what the number is; another for each of a notebook
 * @param value - NaN and infinities too: what failed is a result
 * @throws {@link OptionError} if the name is empty, or the value no number
 * @example
 * record('accuracy, smoothing 0.1', 0.912)
 */
export function record(name: string, value: number): void {
  if (typeof name !== 'string' || name.trim() === '') {
    throw new OptionError(
      `record: name should be a text that says what the number is, got ${describe(name)}`,
    );
  }
  if (typeof value !== 'number') {
    throw new OptionError(`record '${name}': value should be a number, got ${describe(value)}`);
  }
  const text = `${name}: ${formatNumber(value)}`;
  // JSON has no NaN and no infinities: those go as text.
  const content = { name, value: Number.isFinite(value) ? value : String(value) };
  show({
    [jupyterDisplay]: () => ({
      'application/vnd.softmax-lab.record+json': content,
      'text/html': `<div style="border-left:3px solid #767676;padding:2px 8px">${escapeHtml(text)}</div>`,
      'text/plain': text,
    }),
  });
}
