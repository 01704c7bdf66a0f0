import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseArguments } from '../scripts/lib/arguments';
import { root } from '../scripts/lib/paths';
import { allNotebooks, findNotebooks, nameOf } from '../scripts/rerun/notebook';

function run(script: string, ...args: string[]): { status: number | null; output: string } {
  const loader = script.endsWith('.ts') ? ['--require', 'ts-node/register/transpile-only'] : [];
  const command = [...loader, join('scripts', script), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

describe('every command', () => {
  const commands = [
    ...['build.mjs', 'setup.mjs', 'start.ts', 'lab.ts', 'rerun.ts', 'figures.ts', 'data.ts', 'frameworks.ts'],
    ...[
      'conformance.ts',
      'framework-runs.ts',
      'faults.ts',
      'mutants.ts',
      'bench.ts',
      'bench-sweep.ts',
      'bench-readme.ts',
    ],
    ...['test.ts', 'release.ts', 'sweep.ts', 'sweep-setup.ts', 'book.ts', 'translate.ts'],
  ];
  for (const command of commands) {
    it(`${command} helps, and refuses what it does not know`, () => {
      for (const flag of ['--help', '-h']) {
        const help = run(command, flag);
        assert.equal(help.status, 0, help.output);
        assert.match(help.output, /^Usage: npm .*Exit codes: 0 .*2 wrong usage/s);
      }
      const unknown = run(command, '--hepl');
      assert.equal(unknown.status, 2, unknown.output);
      assert.match(unknown.output, /'--hepl'/);
    });
  }

  it('is told of a near option, a missing value and a negative one in our words', () => {
    const cases: [string[], RegExp][] = [
      [['lab.ts', '--portt', '8890'], /^there is no option '--portt'; did you mean '--port'\?/],
      [['lab.ts', '--no-browser=yes'], /^--no-browser takes no value/],
      [['lab.ts', '2-3'], /^lab begins with one notebook, got 2/],
      [['rerun.ts', '--timeout', '-1'], /^--timeout takes a whole number from 1 to \d+, got '-1'/],
      [['rerun.ts', '--timeout'], /^--timeout takes a value/],
      [['rerun.ts', '--resum'], /did you mean '--resume'\?/],
      [['start.ts', '4'], /^it takes options only, got '4'/],
      [['build.mjs', 'dist'], /^build takes no arguments, got 'dist'/],
      [['test.ts', 'lnit'], /^there is no step and no path 'lnit'; did you mean 'lint'\?/],
      [['mutants.ts', 'he-gian'], /^there is no mutant 'he-gian'; did you mean 'he-gain'\?/],
      [['mutants.ts', '--sample', 'he-gain'], /^--sample chooses the mutants: name none/],
      [['bench.ts', 'matmull'], /^there is no measurement 'matmull'; did you mean 'matmul'\?/],
    ];
    for (const [[script, ...args], says] of cases) {
      const { status, output } = run(script, ...args);
      assert.equal(status, 2, `${script} ${args.join(' ')}: ${output}`);
      assert.match(output, says);
    }
  });
});

describe('parseArguments', () => {
  it('gives an option its negative value, alone and among others', () => {
    const options = {
      a: { type: 'string' },
      b: { type: 'string', multiple: true },
      c: { type: 'boolean' },
    } as const;
    const { values } = parseArguments({ args: ['--a', '-1', '--b', '-.5', '--c', '--b', 'x=-2'], options });
    assert.deepEqual({ ...values }, { a: '-1', b: ['-.5', 'x=-2'], c: true });
  });
});

describe('findNotebooks', () => {
  const numbers = (...which: string[]): number[] =>
    findNotebooks(which).map((path) => parseInt(nameOf(path)));

  it('takes numbers, ranges and lists of them, each notebook once, in the order given', () => {
    assert.deepEqual(numbers('2-4'), [2, 3, 4]);
    assert.deepEqual(numbers('2,5,7-9'), [2, 5, 7, 8, 9]);
    assert.deepEqual(numbers('08', '1-2', '2,1'), [8, 1, 2]);
    assert.deepEqual(numbers('01-binary-classification', '3-3'), [1, 3]);
    assert.deepEqual(findNotebooks([]), allNotebooks());
  });

  it('refuses what is not there, and a range that runs backwards', () => {
    assert.throws(() => numbers('1,77'), {
      name: 'UsageError',
      message: /^there is no notebook '77'; there are 00-/,
    });
    assert.throws(() => numbers('1-'), /no notebook '1-'/);
    assert.throws(() => numbers('4-2'), { name: 'UsageError', message: '4-2 runs backwards: write 2-4' });
    assert.throws(() => numbers('01-binary-clasification'), /did you mean '01-binary-classification'\?/);
  });
});
