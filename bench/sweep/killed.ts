import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { losses } from 'softmax-lab';
import { root, sweepPython } from '../../scripts/lib/paths';
import { isSealed } from '../../scripts/rerun/seal';
import { workersBelow } from '../../test/support/processes';
import { runsOf, sweep, withFolder, writeNotebook } from './sweeps';

/** What came of a sweep whose workers were killed now and then, and its scheduler once. */
export interface Killed {
  runs: number;
  everySeconds: number;
  seconds: number;
  workersKilled: number;
  schedulersKilled: number;
  /** `--resume` was all that was done by hand. */
  resumed: number;
  whole: number;
  lost: number;
  /** Runs with two results, or told twice. */
  doubled: number;
  /** Results of another value than a call of the library has here. */
  wrong: number;
}

const CODE = `import { claim, losses } from 'softmax-lab';
claim('loss', losses.softmaxCrossEntropy([[seed / 100, -1]], [0]), { atLeast: 0 });`;

export function measureKilled(
  runs: number,
  everySeconds: number,
  say: (line: string) => void,
): Promise<Killed> {
  return withFolder(async (folder) => {
    const path = writeNotebook(folder, CODE);
    const out = join(folder, 'out');
    const port = await freePort();
    const address = `tcp://127.0.0.1:${port}`;
    const local = ['--no-dashboard', '--host', '127.0.0.1'];
    const scheduler = keep(['scheduler', '--port', String(port), ...local], folder);
    const workers = [1, 2].map(() => keep(['worker', address, '--nthreads', '1', ...local], folder));
    let workersKilled = 0;
    let schedulersKilled = 0;
    const killOne = (): void => {
      const [pid] = workersBelow(workers[workersKilled % workers.length].child().pid ?? 0);
      if (pid === undefined) return; // it is about to be replaced
      process.kill(pid, 'SIGKILL');
      say(`✂ worker ${++workersKilled}`);
    };
    const killer = setInterval(killOne, 1000 * everySeconds);
    const began = performance.now();
    try {
      const args = [path, '--over', `seed=1..${runs}`, '--scheduler', address, '--out', out];
      let told = 0;
      let said = '';
      const follow = (output: string): void => {
        const done = count(said + output);
        if (done > told && done % 10 === 0) say(`${done} of ${runs}`);
        if (told === 0 && done > 0) killOne(); // once at least, be the sweep ever so short
        told = done;
        if (schedulersKilled > 0 || done < runs / 2) return;
        say(`✂ scheduler ${++schedulersKilled}`);
        scheduler.child().kill('SIGKILL');
      };
      let { status, output } = await sweep(args, follow);
      said = output;
      let resumed = 0;
      for (; status !== 0 && resumed < 5; resumed++) {
        say(`the sweep ended with ${status}: --resume`);
        await sleep(1000);
        ({ status, output } = await sweep([...args, '--resume'], follow));
        said += output;
      }
      if (status !== 0) throw new Error(`the sweep did not come to its end:\n${said}`);
      const seconds = Math.round((performance.now() - began) / 1000);
      const made = { runs, everySeconds, seconds, workersKilled, schedulersKilled, resumed };
      return { ...made, ...audit(out, runs, said) };
    } finally {
      clearInterval(killer);
      for (const kept of [...workers, scheduler]) kept.end();
    }
  });
}

/** Looks at what lies there, and at what was told. */
function audit(
  out: string,
  runs: number,
  said: string,
): Pick<Killed, 'whole' | 'lost' | 'doubled' | 'wrong'> {
  const found = runsOf(out);
  const whole = found.filter(({ result, notebook }) => isSealed(notebook, result.key));
  const seeds = whole.map(({ result }) => Number(result.parameters.seed));
  const wrong = whole.filter(({ result: { parameters, claims } }) => {
    const value = losses.softmaxCrossEntropy([[Number(parameters.seed) / 100, -1]], [0]);
    return claims.length !== 1 || claims[0].value !== value;
  });
  const lines = readFileSync(join(out, 'results.csv'), 'utf8').trim().split('\n').length - 1;
  const different = new Set(seeds).size;
  return {
    whole: whole.length,
    lost: runs - different,
    doubled: Math.max(whole.length - different, count(said) - runs, lines - runs, 0),
    wrong: wrong.length,
  };
}

const count = (said: string): number => said.match(/✓ seed=/g)?.length ?? 0;

/** A program of Dask that is started again when it ends, as clusters do. */
function keep(args: readonly string[], cwd: string): { child: () => ChildProcess; end: () => void } {
  let isWanted = true;
  const start = (): ChildProcess => {
    const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
    const env = { ...process.env, PATH: path, SOFTMAX_LAB_ROOT: root };
    const started = spawn(sweepPython, ['-m', 'dask', ...args], { cwd, env, stdio: 'ignore' });
    started.on('exit', () => {
      if (isWanted) setTimeout(() => isWanted && (child = start()), 1000);
    });
    return started;
  };
  let child = start();
  return {
    child: () => child,
    end() {
      isWanted = false;
      const [worker] = workersBelow(child.pid ?? 0);
      child.kill('SIGKILL');
      if (worker !== undefined) process.kill(worker, 'SIGKILL');
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
