import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { rng } from '../core';
import * as nn from '../nn';
import * as optim from '../optim';
import { clouds, setUp, withValidation } from '../../test/support/training-set-up';
import { fit, saveFile, type Checkpoint, type EpochEvent, type FitOptions } from '.';

describe('resuming', () => {
  const optimizers = {
    sgd: () => optim.sgd({ learningRate: 0.1, momentum: 0.9 }),
    adam: () => optim.adam({ learningRate: 0.02 }),
  };
  for (const [name, make] of Object.entries(optimizers)) {
    for (const dtype of ['float32', 'float64'] as const) {
      it(`from a checkpoint in a file ends in the bits of the uninterrupted run: ${name}, ${dtype}`, async (t) => {
        const folder = mkdtempSync(join(tmpdir(), 'softmax-lab checkpoint '));
        t.after(() => rmSync(folder, { recursive: true }));
        const path = join(folder, 'run.safetensors');
        const layers = (seed: number) =>
          nn.sequential(
            nn.linear(2, 5, { rng: rng(seed), dtype }),
            nn.tanh(),
            nn.linear(5, 3, { rng: rng(seed + 1), dtype }),
          );
        const common = (seed: number) => ({
          model: layers(seed),
          data: clouds(2, 70, dtype),
          validation: clouds(4, 40, dtype),
          metrics: withValidation.metrics,
          schedule: optim.cosineSchedule({ learningRate: 0.05, epochs: 6 }),
          earlyStopping: { patience: 3 },
          optimizer: make(),
        });
        const whole = setUp(common(1));
        const expected = await fit(whole);

        const onEpoch = (event: EpochEvent) => {
          if (event.epoch === 2) saveFile(path, event.checkpoint());
        };
        await fit(setUp({ ...common(1), callbacks: { onEpoch } }));
        const resumed = setUp({ ...common(98), resume: readFileSync(path) });
        assert.deepEqual(await fit(resumed), expected);
        assert.deepEqual(resumed.model.parameters, whole.model.parameters);
        assert.deepEqual(resumed.optimizer.state, whole.optimizer.state);
      });
    }
  }

  it('refuses a checkpoint of another plan, model or optimiser, naming it', async () => {
    let resume: Checkpoint | undefined;
    await fit(setUp({ epochs: 1, callbacks: { onEpoch: (event) => void (resume = event.checkpoint()) } }));
    const refuses = (overrides: Partial<FitOptions>, message: RegExp) =>
      assert.rejects(fit(setUp({ resume, ...overrides })), { message });
    await refuses({ batchSize: 8 }, /batchSize was 16 and is 8/);
    await refuses({ rng: rng(4) }, /order of rows/);
    await refuses({ data: clouds(2, 60) }, /rows was 70 and is 60/);
    await refuses({ optimizer: optim.sgd({ learningRate: 1 }) }, /optimizer was adam and is sgd/);
    await refuses(
      { model: nn.linear(2, 3, { rng: rng(1) }) },
      /missing: 'parameters.weight', 'parameters.bias'.*not expected: 'parameters.0.weight'/,
    );
    await refuses(withValidation, /validation rows was none and is 40/);
    await fit(setUp({ resume })); // as it was: fine
  });
});
