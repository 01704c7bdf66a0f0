import { OptionError, rng, type Rng } from '../core';
import { describe } from '../core/checks';

let stream: Rng | undefined;
let calls = 0;

/**
 * Seeds the stream that the weights of new modules are drawn from, one module after the other, and those that modules
 * like Dropout draw from, call after call.
 *
 * @remarks
 * The same seed gives the same weights everywhere, but not those that PyTorch draws.
 * @example
 * torch.manual_seed(1);
 * Source: cf. torch.manual_seed
 */
export function manual_seed(seed: number): void {
  if (!Number.isFinite(seed)) {
    throw new OptionError(`manual_seed: seed should be a finite number, got ${describe(seed)}`);
  }
  stream = rng(seed);
  calls = 0;
}

/** @throws {@link OptionError} before the first {@link manual_seed}: nothing here is random unasked */
export function currentStream(where: string): Rng {
  if (stream) return stream;
  throw new OptionError(`${where}: random weights need a seed: call torch.manual_seed(1) first`);
}

/** What the layers of a module draw from in its next call. The weights of later modules do not depend on it. */
export function streamOfCall(): Rng | undefined {
  return stream?.split('calls').split(calls++);
}
