/** What Jupyter shows of a value: one representation per MIME type. */
export type MimeBundle = Record<string, unknown>;

/** The method by which JavaScript kernels ask a value for its MIME bundle. */
export const jupyterDisplay: unique symbol = Symbol.for('Jupyter.display');

/** A value that knows how Jupyter should show it. */
export interface Displayable {
  [jupyterDisplay](): MimeBundle;
}

export function isDisplayable(value: unknown): value is Displayable {
  return typeof value === 'object' && value !== null && jupyterDisplay in value;
}
