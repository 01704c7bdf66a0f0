import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { text } from 'softmax-lab';
import { copyOfProject, folder, scheduler, seedsIn, sweep, upTo, worker, write } from './harness';

describe('a project that changes while it is swept', () => {
  const path = write('changing');

  it('ends the sweep, which says what differs; --resume goes on with the new version alone', async () => {
    const project = copyOfProject('changing');
    const out = join(folder, 'changed');
    const args = [path, '--over', 'seed=1..3', '--workers', '1', '--out', out];
    let isChanged = false;
    const { status, output } = await sweep(
      args,
      {},
      (said) => {
        if (isChanged || !/✓ seed=1/.test(said)) return;
        isChanged = true;
        appendFileSync(join(project, 'src/index.ts'), '// Another version\n');
      },
      project,
    ).end;
    assert.equal(status, 3, output);
    assert.match(output, /the sweep ended early: .*: src should be [0-9a-f]{8}, is [0-9a-f]{8}\n1 of 3 runs are finished and whole: repeat with --resume/); // prettier-ignore
    assert.deepEqual(seedsIn(out), [1]);

    const resumed = await sweep([...args, '--resume'], {}, undefined, project).end;
    assert.equal(resumed.status, 0, resumed.output);
    assert.doesNotMatch(resumed.output, /are there already/);
    assert.match(resumed.output, /3 of 3 runs are whole/);
    assert.deepEqual(seedsIn(out), [1, 1, 2, 3], 'what the old version made stays, under its own key');
    const [, ...rows] = text.parseCsv(readFileSync(join(out, 'results.csv'), 'utf8'));
    assert.deepEqual(rows.map(([seed]) => Number(seed)), upTo(3)); // prettier-ignore
  });
});

describe('a sweep from one folder of the project by a worker in another', () => {
  it('has the results that it has at home', async () => {
    const path = write('abroad');
    const [home, abroad] = ['home', 'abroad'].map((name) => join(folder, `${name} results`));
    const args = [path, '--over', 'seed=1,2', '--workers', '1', '--out'];
    const { address } = await scheduler();
    worker(address, copyOfProject('abroad'));
    const ends = await Promise.all([
      sweep([...args, home]).end,
      sweep([...args, abroad, '--scheduler', address]).end,
    ]);
    for (const { status, output } of ends) assert.equal(status, 0, output);
    for (const name of ['results.csv', 'summary.csv'])
      assert.equal(readFileSync(join(abroad, name), 'utf8'), readFileSync(join(home, name), 'utf8'));
  });
});
