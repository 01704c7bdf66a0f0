import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { lives, until, workersBelow } from '../support/processes';
import { copyOfProject, folder, scheduler, seedsIn, standIn, sweep, upTo, worker, write } from './harness';

describe('a sweep on Dask', () => {
  const path = write('tiny');

  it('runs notebooks, also when a worker is killed in between, each once and whole', async () => {
    const out = join(folder, 'real');
    let killed = 0;
    const args = [path, '--over', 'seed=1..4', '--engine', 'dask', '--workers', '2', '--out', out];
    const { child, end } = sweep(args, {}, (said) => {
      if (killed > 0 || !/✓ seed=/.test(said)) return;
      [killed] = workersBelow(child.pid ?? 0);
      process.kill(killed, 'SIGKILL');
    });
    const { status, output } = await end;
    assert.equal(status, 0, output);
    assert.ok(killed > 0, output);
    assert.match(output, /Dask's dashboard: http:\/\/127\.0\.0\.1:\d+\/status/);
    assert.deepEqual(seedsIn(out), upTo(4));
    assert.equal(output.match(/✓ seed=/g)?.length, 4);
  });

  it('has all of a hundred runs, each once, with a worker killed after every ten', async () => {
    const out = join(folder, 'hundred');
    const killed = new Set<number>();
    const args = [path, '--over', 'seed=1..100', '--engine', 'dask', '--workers', '2', '--out', out];
    const { child, end } = sweep(args, { SOFTMAX_LAB_ROOT: standIn('quick').project }, (said) => {
      const done = said.match(/✓ seed=/g)?.length ?? 0;
      const worker = workersBelow(child.pid ?? 0).find((pid) => !killed.has(pid));
      if (done / 10 < killed.size + 1 || killed.size === 5 || worker === undefined) return;
      killed.add(worker);
      process.kill(worker, 'SIGKILL');
    });
    const { status, output } = await end;
    assert.equal(status, 0, output);
    assert.equal(killed.size, 5, output);
    assert.deepEqual(seedsIn(out), upTo(100));
    assert.equal(output.match(/✓ seed=/g)?.length, 100);
  });

  it('ends by Ctrl-C with its cluster and what it runs, and keeps what is whole', async () => {
    const out = join(folder, 'interrupted');
    const { project, begun } = standIn('endless');
    let workers: number[] = [];
    const args = [path, '--over', 'seed=1,0', '--engine', 'dask', '--workers', '1', '--out', out];
    const { child, end } = sweep(args, { SOFTMAX_LAB_ROOT: project }, (said) => {
      if (!/✓ seed=1/.test(said) || workers.length > 0) return;
      workers = workersBelow(child.pid ?? 0);
      const waiting = setInterval(() => {
        if (begun().length < 2) return;
        clearInterval(waiting);
        child.kill('SIGINT');
      }, 100);
    });
    const { status, output } = await end;
    assert.equal(status, 130, output);
    assert.deepEqual(seedsIn(out), [1]);
    await until(() => [...workers, Number.parseInt(begun()[1], 10)].every((pid) => !lives(pid)), 60);
  });
});

describe('a sweep on a scheduler that is there', () => {
  const path = write('elsewhere');

  it('refuses workers of another version, and says what differs; the others do it all', async () => {
    const other = copyOfProject('other');
    appendFileSync(join(other, 'src/index.ts'), '// Other\n');
    const { address } = await scheduler();
    worker(address, other);
    mkdirSync(join(folder, 'empty'));
    worker(address, join(folder, 'empty'));
    const { project } = standIn('right');
    let isHelped = false;
    const args = [path, '--over', 'seed=1..3', '--scheduler', address, '--out', join(folder, 'versions')];
    const { end } = sweep(args, {}, (said) => {
      if (isHelped || (said.match(/is refused/g)?.length ?? 0) < 2) return;
      isHelped = true;
      worker(address, project);
    });
    const { status, output } = await end;
    assert.equal(status, 0, output);
    assert.match(
      output,
      /✗ worker tcp:\S+ is refused: .+other has another version of the project than the sweep: src should be [0-9a-f]{8}, is [0-9a-f]{8}/,
    );
  });

  it('tells when the scheduler is killed, keeps what is whole, and goes on with --resume', async () => {
    const out = join(folder, 'lost');
    const { child, address } = await scheduler();
    const { project } = standIn('lost-stand-in');
    worker(address, project);
    const args = [path, '--over', 'seed=1..20', '--out', out];
    const { end } = sweep([...args, '--scheduler', address], {}, (said) => {
      if (/✓ seed=/.test(said)) child.kill('SIGKILL');
    });
    const { status, output } = await end;
    assert.equal(status, 3, output);
    assert.match(
      output,
      /the sweep ended early: .*\d+ of 20 runs are finished and whole: repeat with --resume/s,
    );
    const again = await sweep([...args, '--engine', 'dask', '--workers', '2', '--resume'], { SOFTMAX_LAB_ROOT: project }).end; // prettier-ignore
    assert.equal(again.status, 0, again.output);
    assert.deepEqual(seedsIn(out), upTo(20));
  });

  it('says that there is none', async () => {
    const args = [
      path,
      '--over',
      'seed=1',
      '--scheduler',
      'tcp://127.0.0.1:9',
      '--out',
      join(folder, 'none'),
    ];
    const { status, output } = await sweep(args).end;
    assert.equal(status, 3, output);
    assert.match(output, /no scheduler answers at tcp:\/\/127\.0\.0\.1:9/);
  });
});
