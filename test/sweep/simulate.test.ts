import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { simulate, type Simulated } from '../../bench/sweep/scale';
import './harness';

describe('a simulated sweep', () => {
  it('has all runs, each once, though workers are lost', async () => {
    const options = { runs: 200, workers: 20, seconds: 0.1, lost: 0.05, kilobytes: 10, processes: 1 };
    const { result } = await simulate({ case: 'tiny', options }, () => undefined);
    const { runs, failed, missing, doubled, workersLost } = result as Simulated;
    assert.deepEqual({ runs, failed, missing, doubled }, { runs: 200, failed: 0, missing: 0, doubled: 0 });
    assert.ok(workersLost > 0);
  });
});
