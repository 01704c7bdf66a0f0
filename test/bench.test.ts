import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Inputs } from '../bench/accuracy/inputs';
import { reference } from '../bench/accuracy/reference';
import { unitInLastPlace, worstUlp } from '../bench/accuracy/ulp';
import { tasks } from '../bench/cases';
import { fillMarkers } from '../bench/markers';
import { measure, type Contender } from '../bench/measure';
import { median } from '../bench/median';
import { pages } from '../bench/pages';
import type { Answers, Request } from '../bench/protocol';
import type { TaskResult } from '../bench/results';
import { taskTable } from '../bench/tables';
import { root } from '../scripts/lib/paths';

describe('the benchmark', () => {
  it('takes the middle value, or the mean of the two middle ones', () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([4, 1, 3, 10]), 3.5);
    assert.throws(() => median([]), RangeError);
  });

  it('lets ours and the peers take turns, and gives the median of their ratios', async () => {
    const turns: string[] = [];
    const ours = contender('softmax-lab', turns, [1, 1, 1, 1, 1]);
    const peer = contender('PyTorch', turns, [1, 2, 5, 3, 100]);
    const kept = { ...contender('PyTorch', turns, [1, 2, 2, 2, 2]), keptHeap: true };
    const [work] = tasks['softmax-regression'].cases;
    const effort = { rounds: 3, leastRounds: 3, seconds: 0 };
    const { figures } = await measure(work, 1, ours, [peer, kept], effort, assert.fail);
    // After the two warm-up calls of each:
    assert.equal(turns.join(''), 'ss' + 'PP' + 'sPsPsP' + 'PP' + 'sPsPsP');
    assert.deepEqual(figures['softmax-lab'], { rate: 1, milliseconds: 1000 });
    assert.deepEqual(figures.PyTorch, { rate: 0.5, milliseconds: 2000, ratio: 2, keptHeap: true });
  });

  it('compares pairs, so that a machine that slows down by the way does not tip the ratio', async () => {
    const ours = contender('softmax-lab', [], [1, 1, 1, 10, 10]);
    const peer = contender('PyTorch', [], [1, 1, 2, 5, 20]); // of the medians the ratio would be 1/2
    const [work] = tasks['softmax-regression'].cases;
    const effort = { rounds: 3, leastRounds: 3, seconds: 0 };
    const { figures } = await measure(work, 1, ours, [peer], effort, assert.fail);
    assert.equal(figures.PyTorch.ratio, 2);
  });

  it('takes fewer samples where they take long', async () => {
    const turns: string[] = [];
    const ours = contender('softmax-lab', turns, [1, 1, 1, 1, 1]);
    const peer = contender('PyTorch', turns, [1, 1, 20, 20, 20]);
    const [work] = tasks['softmax-regression'].cases;
    const effort = { rounds: 15, leastRounds: 2, seconds: 0 };
    await measure(work, 1, ours, [peer], effort, assert.fail);
    assert.equal(turns.join(''), 'ss' + 'PP' + 'sPsP');
  });

  it('leaves out a peer that takes too long, though not one that only compiles', async () => {
    const [work] = tasks['softmax-regression'].cases;
    const effort = { rounds: 1, leastRounds: 1, seconds: 0 };
    const told: string[] = [];
    const peers = [contender('JAX', [], [74, 31, 31, 31]), contender('jax-js', [], [74, 15, 15, 15])];
    const ours = contender('softmax-lab', [], []);
    const { figures } = await measure(work, 1, ours, peers, effort, (line) => told.push(line));
    assert.deepEqual(Object.keys(figures), ['softmax-lab', 'jax-js']);
    assert.match(told.join(), /^✗ JAX, 784→10: a call takes 31 s, more than 30$/);
  });

  it('gives times where the unit is one', async () => {
    const [work] = tasks.squeezenet.cases;
    const effort = { rounds: 1, leastRounds: 1, seconds: 0 };
    const ours = contender('softmax-lab', [], [0.5, 0.5, 0.03]);
    const { figures } = await measure(work, 2, ours, [], effort, assert.fail);
    assert.deepEqual(figures['softmax-lab'], { rate: 30, milliseconds: 30 });
  });

  it('leaves out a peer that fails, and says so', async () => {
    const turns: string[] = [];
    const broken: Contender = {
      name: 'JAX',
      keptHeap: false,
      ask: () => Promise.reject(new Error('no compiler')),
    };
    const told: string[] = [];
    const [work] = tasks['softmax-regression'].cases;
    const ours = contender('softmax-lab', turns, [1, 1, 1, 1, 1]);
    const result = await measure(work, 1, ours, [broken], { rounds: 3, leastRounds: 3, seconds: 0 }, (line) =>
      told.push(line),
    );
    assert.deepEqual(Object.keys(result.figures), ['softmax-lab']);
    assert.match(told.join(), /JAX.*no compiler/);
  });

  it('writes a row for every case, measured or not', () => {
    const { cases } = tasks['cross-entropy'];
    const environment = {
      cpu: 'X',
      cores: 2,
      memoryGB: 8,
      system: 's',
      commit: 'c',
      pinned: true,
      versions: {},
    };
    const result: TaskResult = {
      environment,
      cases: [
        {
          label: cases[0].label,
          threads: 1,
          figures: {
            'softmax-lab': { rate: 1.2345, milliseconds: 1 },
            'softmax-lab with out': { rate: 1.5, milliseconds: 1, ratio: 0.82 },
            PyTorch: { rate: 0.5, milliseconds: 2, ratio: 2.4 },
            NumPy: { rate: 1, milliseconds: 1, ratio: 1.25, keptHeap: true },
          },
        },
      ],
    };
    const table = taskTable('cross-entropy', result);
    assert.match(table, /\| 256×10 \| 1 \| 1\.23 \| 1\.5: 0\.82× \| 0\.5 \| 1\* \| 1\.25× NumPy \|/);
    for (const { label } of cases.slice(1)) assert.ok(table.includes(`| ${label} | 1 | not measured yet |`));
  });

  it('fills exactly the markers that there are tables for', () => {
    const text = 'a\n<!-- bench:x -->\nold\n<!-- /bench:x -->\nb';
    assert.equal(fillMarkers(text, { x: 'new' }), 'a\n<!-- bench:x -->\nnew\n<!-- /bench:x -->\nb');
    assert.throws(() => fillMarkers(text, { x: '', y: '' }), /bench:y/);
    assert.throws(() => fillMarkers(text, {}), /'x'/);
  });

  it('has its committed results in the tables of the pages that show them', () => {
    for (const [page, tables] of Object.entries(pages())) {
      const text = readFileSync(join(root, page), 'utf8');
      assert.equal(text, fillMarkers(text, tables), 'npm run bench:readme writes them');
    }
  });

  it('runs', { timeout: 60_000 }, () => {
    const args = ['scripts/bench.ts', 'accuracy', 'cross-entropy', '--quick'];
    const options = ['--peers', 'softmax-lab with out', '--threads', '1'];
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--require', 'ts-node/register/transpile-only', ...args, ...options],
      { cwd: root, encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
    assert.match(stdout, /8×16, 1 threads, Gelem\/s: softmax-lab [\d.e-]+\n/);
    assert.match(stdout, /8×16, plain call, .* · softmax-lab with out [\d.e-]+ \(ours is [\d.]+×\)/);
    const path = join(root, 'build/bench/results/accuracy.json');
    const { errors } = JSON.parse(readFileSync(path, 'utf8')) as { errors: Record<string, object> };
    for (const [input, row] of Object.entries(errors['softmax-lab'])) {
      for (const [quantity, ulp] of Object.entries(row as Record<string, number>)) {
        assert.ok(ulp !== null && ulp <= 2, `${quantity}, ${input}: ${ulp} ulp`);
      }
    }
  });

  it('refuses what it does not know', () => {
    const run = (...args: string[]): ReturnType<typeof spawnSync> =>
      spawnSync(
        process.execPath,
        ['--require', 'ts-node/register/transpile-only', 'scripts/bench.ts', ...args],
        {
          cwd: root,
        },
      );
    for (const args of [['nothing'], ['--threads', '0'], ['--peers', 'nobody']]) {
      assert.equal(run(...args).status, 2, args.join(' '));
    }
  });
});

describe('the accuracy reference', () => {
  it('knows the last place of a float32 number', () => {
    assert.equal(unitInLastPlace(1), 2 ** -23);
    assert.equal(unitInLastPlace(1 - 2 ** -40), 2 ** -24);
    assert.equal(unitInLastPlace(-1.5), 2 ** -23);
    assert.equal(unitInLastPlace(2 ** -126), 2 ** -149);
    assert.equal(unitInLastPlace(0), 2 ** -149);
  });

  it('keeps the digits of a confident row, where p − 1 cancels', () => {
    const { loss, gradient, softmax } = reference(row([40, 0], 0));
    const q = 4.248354255291589e-18; // e⁻⁴⁰ ≈ loss ≈ 1 − p, to float64
    assert.ok(Math.abs(loss.high[0] / q - 1) < 1e-15);
    assert.ok(Math.abs(gradient.high[0] / q + 1) < 1e-15);
    assert.equal(softmax.high[0], 1);
    assert.ok(Math.abs(softmax.low[0] / q + 1) < 1e-15);
  });

  it('keeps them beyond the digits it computes with', () => {
    const { loss } = reference(row([200, 0], 0));
    assert.ok(Math.abs(loss.high[0] / 1.3838965267367376e-87 - 1) < 1e-15);
  });

  it('counts errors in units of the exact value', () => {
    const exact = { high: Float64Array.of(1, 2 ** -149), low: new Float64Array(2) };
    assert.equal(worstUlp(Float32Array.of(1, 2 ** -149), exact), 0);
    assert.equal(worstUlp(Float32Array.of(1 + 2 ** -22, 0), exact), 2);
    assert.ok(Number.isNaN(worstUlp(Float32Array.of(NaN, 0), exact)));
  });
});

function row(logits: number[], label: number): Inputs {
  return {
    name: 'row',
    rows: 1,
    classes: logits.length,
    logits: Float32Array.from(logits),
    labels: Int32Array.of(label),
  };
}

/** One that takes the given seconds, in this order, and notes its turns. */
function contender(name: string, turns: string[], seconds: number[]): Contender {
  let next = 0;
  const ask = (request: Request): Promise<unknown> => {
    if (request.op === 'prepare') return Promise.resolve({ supported: true });
    if (request.op !== 'run') return Promise.resolve({});
    turns.push(name[0]);
    return Promise.resolve({ seconds: seconds[next++] ?? 1 });
  };
  return { name, keptHeap: false, ask: ask as <R extends Request>(request: R) => Promise<Answers[R['op']]> };
}
