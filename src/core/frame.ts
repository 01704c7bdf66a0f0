/** The part of a Danfo data frame or series that the library reads. */
export interface Frame {
  readonly columns: readonly string[];
  readonly values: readonly unknown[];
  readonly index: readonly (string | number)[];
}

/** Whether a value has the parts of a Danfo data frame or series; it may be of a subclass or of another copy of Danfo. */
export function isFrame(value: unknown): value is Frame {
  if (typeof value !== 'object' || value === null || !('$data' in value)) return false;
  const { columns, values, index } = value as unknown as Frame;
  return Array.isArray(columns) && Array.isArray(values) && Array.isArray(index);
}
