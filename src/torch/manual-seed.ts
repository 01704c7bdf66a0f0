import { OptionError, rng, type Rng } from '../core';

let stream: Rng | undefined;

/**
 * Seeds the stream that the weights of new modules are drawn from, one module after the other.
 *
 * @remarks
 * The same seed gives the same weights everywhere, but not those that PyTorch draws.
 * @example
 * torch.manual_seed(1);
 * Source: cf. torch.manual_seed
 */
export function manual_seed(seed: number): void {
  stream = rng(seed);
}

/** @throws {@link OptionError} before the first {@link manual_seed}: nothing here is random unasked */
export function currentStream(where: string): Rng {
  if (stream) return stream;
  throw new OptionError(`${where}: random weights need a seed: call torch.manual_seed(1) first`);
}
