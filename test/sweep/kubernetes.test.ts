import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, delimiter, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { root, sweepPython } from '../../scripts/lib/paths';
import { dask, folder, scheduler, seedsIn, standIn, sweep, upTo, write } from './harness';

interface Container {
  name: string;
  image: string;
  args: string[];
  env?: { name: string; value: string }[];
}
interface Part {
  spec: { containers: Container[] };
}
interface DaskCluster {
  metadata: { name: string };
  spec: { worker: Part; scheduler: Part & { service: { selector: Record<string, string> } } };
}

const at = (name: string): string => join(root, 'examples/sweep', name);

describe('the cluster of examples/sweep/kubernetes.yaml', () => {
  const program = 'import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))';
  let cluster: DaskCluster;
  let theScheduler: Container;
  let theWorker: Container;
  before(() => {
    const { stdout } = spawnSync(sweepPython, ['-c', program, at('kubernetes.yaml')], { encoding: 'utf8' });
    cluster = JSON.parse(stdout) as DaskCluster;
    [theScheduler, theWorker] = [cluster.spec.scheduler, cluster.spec.worker].map(
      (part) => part.spec.containers[0],
    );
  });

  it('is found by its service, and made of the image that the Dockerfile makes', () => {
    const { metadata, spec } = cluster;
    assert.equal(spec.scheduler.service.selector['dask.org/cluster-name'], metadata.name);
    const image = /--tag (\S+)/.exec(readFileSync(at('Dockerfile'), 'utf8'))?.[1];
    assert.deepEqual([theScheduler.image, theWorker.image], [image, image]);
  });

  it('sweeps, its commands started as the operator starts them', async () => {
    const argumentsOf = ({ args }: Container, command: string): string[] => {
      assert.deepEqual(args.slice(0, 4), ['python', '-m', 'dask', command]);
      return args.slice(4).map((arg) => arg.replace('$(DASK_WORKER_NAME)', 'softmax-lab-worker-1'));
    };
    const env = Object.fromEntries(theScheduler.env?.map(({ name, value }) => [name, value]) ?? []);
    const elsewhere = ['--dashboard-address', '127.0.0.1:0'];
    const { address } = await scheduler([...argumentsOf(theScheduler, 'scheduler'), ...elsewhere], env);
    const local = address.replace(/\/\/[^:]+/, '//127.0.0.1');
    const { project } = standIn('kubernetes');
    const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
    dask(['worker', ...argumentsOf(theWorker, 'worker')], { PATH, DASK_SCHEDULER_ADDRESS: local, SOFTMAX_LAB_ROOT: project }); // prettier-ignore
    const out = join(folder, 'kubernetes');
    const args = [write('kubernetes'), '--over', 'seed=1..3', '--scheduler', local, '--out', out];
    const { status, output } = await sweep(args).end;
    assert.equal(status, 0, output);
    assert.deepEqual(seedsIn(out), upTo(3));
  });
});
