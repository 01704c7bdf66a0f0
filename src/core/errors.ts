/** An argument is no tensor (or numbers, or labels), or its shape is not what the call or another argument asks for. */
export class ShapeError extends Error {
  override name = 'ShapeError';
}

/** Two tensors of a call are float32 and float64; says which is which. Nothing is converted silently: `convert` does it. */
export class DTypeError extends Error {
  override name = 'DTypeError';
}

/** A class index is not an integer of `{0, …, K − 1}`; names the first bad index and value. */
export class LabelError extends Error {
  override name = 'LabelError';
}

/** An option is unknown, of the wrong type or out of its range. */
export class OptionError extends Error {
  override name = 'OptionError';
}

/** A value lies outside a function's domain, e.g. a row of logits that are all −∞. */
export class DomainError extends Error {
  override name = 'DomainError';
}

/** There is no room for a tensor, or for a kernel's work; names the size asked for. */
export class MemoryError extends Error {
  override name = 'MemoryError';
}

/** A kernel failed, or a thread that ran it died; the threads are started anew at the next call. */
export class KernelError extends Error {
  override name = 'KernelError';
}

/**
 * A data set cannot be had. `kind` says whose fault it is: `environment` (no network, no npm, an unwritable
 * cache, a full disk) or `content` (a wrong checksum, an unsafe archive, a missing or malformed file).
 */
export class DatasetError extends Error {
  override name = 'DatasetError';

  constructor(
    message: string,
    readonly kind: 'environment' | 'content',
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
