import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng } from '../core';
import * as nn from '../nn';
import * as optim from '../optim';
import { clouds, setUp, withValidation } from '../../test/support/training-set-up';
import { fit, type Checkpoint, type FitOptions } from '.';

describe('resuming', () => {
  const optimizers = {
    sgd: () => optim.sgd({ learningRate: 0.1, momentum: 0.9 }),
    adam: () => optim.adam({ learningRate: 0.02 }),
  };
  for (const [name, make] of Object.entries(optimizers)) {
    it(`from a checkpoint that went through JSON ends in the bits of the uninterrupted run: ${name}`, async () => {
      const schedule = optim.cosineSchedule({ learningRate: 0.05, epochs: 6 });
      const common = () => ({ ...withValidation, schedule, earlyStopping: { patience: 3 } });
      const whole = setUp({ ...common(), optimizer: make() });
      const expected = await fit(whole);

      let saved = '';
      const onEpoch = ({ epoch, checkpoint }: { epoch: number; checkpoint: () => Checkpoint }) => {
        if (epoch === 2) saved = JSON.stringify(checkpoint());
      };
      await fit(setUp({ ...common(), optimizer: make(), callbacks: { onEpoch } }));
      const fresh = nn.sequential(
        nn.linear(2, 5, { rng: rng(99) }),
        nn.tanh(),
        nn.linear(5, 3, { rng: rng(98) }),
      );
      const resume = JSON.parse(saved) as Checkpoint;
      const resumed = setUp({ ...common(), optimizer: make(), model: fresh, resume });
      assert.deepEqual(await fit(resumed), expected);
      assert.deepEqual(resumed.model.parameters, whole.model.parameters);
      assert.deepEqual(resumed.optimizer.state, whole.optimizer.state);
    });
  }

  it('refuses a checkpoint of another plan, model or optimiser, naming it, and no checkpoint', async () => {
    let resume: Checkpoint | undefined;
    await fit(setUp({ epochs: 1, callbacks: { onEpoch: (event) => void (resume = event.checkpoint()) } }));
    const refuses = (overrides: Partial<FitOptions>, message: RegExp) =>
      assert.rejects(fit(setUp({ resume, ...overrides })), { message });
    await refuses({ batchSize: 8 }, /batchSize was 16 and is 8/);
    await refuses({ rng: rng(4) }, /order of rows/);
    await refuses({ data: clouds(2, 60) }, /rows was 70 and is 60/);
    await refuses({ optimizer: optim.sgd({ learningRate: 1 }) }, /adam, not sgd/);
    await refuses({ model: nn.linear(2, 3, { rng: rng(1) }) }, /expected the tensors bias, weight/);
    await refuses(withValidation, /has the metrics '', the options have 'accuracy'/);
    await refuses({ resume: {} as Checkpoint }, /softmax-lab-checkpoint-1/);
    await fit(setUp({ resume })); // as it was: fine
  });
});
