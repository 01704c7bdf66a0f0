import { findChannel } from './channel';

/**
 * Clears the output of the running cell; does nothing outside a notebook.
 * @param wait - keep the old output until there is a new one, which avoids flicker
 */
export function clearOutput(wait = false): void {
  findChannel()?.clearOutput(wait);
}
