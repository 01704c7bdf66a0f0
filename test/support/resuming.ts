import { crc32 } from '../../src/core/crc32';
import { fingerprint, fit, type EpochEvent, type FitOptions } from '../../src/train';
import { setUp, withValidation } from './training-set-up';

const same = { ...withValidation, earlyStopping: { patience: 3 } };

/** The checkpoint after two epochs. */
export async function checkpointOf(overrides: Partial<FitOptions> = {}): Promise<Uint8Array> {
  let taken = new Uint8Array();
  const onEpoch = (event: EpochEvent) => void (taken = event.checkpoint());
  await fit(setUp({ ...same, epochs: 2, callbacks: { onEpoch }, ...overrides }));
  return taken;
}

/** What is seen when a training goes on from this; that nothing has changed after a refusal is looked at as well. */
export async function resuming(resume: unknown, overrides: Partial<FitOptions> = {}): Promise<string> {
  const options = setUp({ ...same, ...overrides, resume: resume as Uint8Array });
  options.optimizer.step(options.model.parameters, options.model.parameters); // there are slots to be spoiled
  const state = () =>
    JSON.stringify(
      [fingerprint(options.model), options.optimizer.state, options.rng?.split('x').uniform()],
      (_, value) =>
        ArrayBuffer.isView(value)
          ? crc32(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
          : (value as unknown),
    );
  const before = state();
  try {
    await fit(options);
  } catch (error) {
    if (state() !== before) return 'refused, but something has changed';
    return error instanceof Error ? `${error.name}: ${error.message}` : 'no error';
  }
  return 'accepted';
}
