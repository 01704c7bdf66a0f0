import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, mock } from 'node:test';
import { PythonError, python, pythonAvailable, runPython, type PythonValue } from '../src/python';
import { OptionError, rng, tensor, zeros, type Tensor } from '../src/core';
import { lives, until } from './support/processes';

/** What a promise is rejected with. */
const errorOf = async (promise: Promise<unknown>): Promise<PythonError> => {
  const value = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(value instanceof Error, 'expected an error');
  return value as PythonError;
};

/** The lines that `body` prints. */
async function printed(body: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = [];
  const log = mock.method(console, 'log', (line: string) => void lines.push(line));
  try {
    await body();
  } finally {
    log.mock.restore();
  }
  return lines;
}

describe('python', () => {
  it('gives the value of the last line, null where that is no expression', async () => {
    const values = await Promise.all([
      python`1 + 1`,
      python`
        x = 3

        for i in range(2):
          x += i
        [x, (True, None), {"a": "b"}]
      `,
      python`x = 1`,
      python``,
    ]);
    assert.deepEqual(values, [2, [4, [true, null], { a: 'b' }], null, null]);
  });

  it('sends what the call was given, whatever is written meanwhile', async () => {
    const x = tensor(new Float32Array(5e6).fill(1));
    const sum = python`float(${x}.sum())`;
    x.data.fill(2);
    assert.equal(await sum, 5e6);
  });

  it('passes plain values on as they are, both ways', async () => {
    const value = {
      numbers: [0, -0, 1.5, NaN, Infinity, -Infinity, 2 ** 53, 5e-324, 1e21, -7],
      text: ['', '\'"`\\', '${x}', '\n\r\t\0', '数学 🎲 \u2028', '\ud800', '__proto__'],
      nested: { 'a key': [true, false, null, {}], array: 1, float: { dict: [] } },
      ...(JSON.parse('{"__proto__": 1}') as object),
    };
    assert.deepEqual(await python`${value}`, value);
    const types = await python`[type(x).__name__ for x in ${[1, 1.5, -0, NaN, 2 ** 40, null, true]}]`;
    assert.deepEqual(types, ['int', 'float', 'float', 'float', 'int', 'NoneType', 'bool']);
  });

  it('keeps backslashes, backticks, dollars and interpolations apart', async () => {
    const value =
      await python`["a\tb", r"\d\$", '\\', "\`", "\${x}", '\\\`', f"{${2} + ${3}}", ${'\\n'}, "$5"]`;
    assert.deepEqual(value, ['a\tb', '\\d\\$', '\\', '`', '${x}', '\\`', '5', '\\n', '$5']);
  });

  it('passes arrays on bit for bit, with their types and shapes', async () => {
    const f64 = tensor(Float64Array.of(0.1, -0, NaN, Infinity, 5e-324, -1e308), { shape: [2, 3] });
    const f32 = tensor(Float32Array.of(0.1, -0, NaN, -Infinity), { shape: [4, 1, 1] });
    const i32 = Int32Array.of(-2147483648, 0, 2147483647);
    const back = await python`
      import numpy as np
      x, y, z, u = ${f64}, ${f32}, ${i32}, ${Uint8Array.of(0, 255)}
      x[0, 0] += 0  # writable
      [x, y, z, u, [str(a.dtype) + str(a.shape) for a in (x, y, z, u)]]
    `;
    const types = ['float64(2, 3)', 'float32(4, 1, 1)', 'int32(3,)', 'uint8(2,)'];
    assert.deepEqual(back, [f64, f32, i32, Int32Array.of(0, 255), types]);
    assert.deepEqual(await python`{"a": ${Buffer.from('hi')}.tolist()}`, { a: [104, 105] });
  });

  it('passes a million numbers on, and none', async () => {
    const many = rng(1).normals([1000, 1000]);
    const [doubled, sum] = await python<[Tensor, number]>`
      import numpy as np
      x = ${many}
      [np.ascontiguousarray((2 * x).T).T, float(x[-1].sum())]
    `;
    assert.deepEqual(
      doubled.data,
      Float64Array.from(many.data, (x) => 2 * x),
    );
    const last = Array.from(many.data.slice(-1000)).reduce((total, x) => total + x, 0);
    assert.ok(Math.abs(sum - last) < 1e-10, 'seed 1');
    const none = [zeros([0]), zeros([3, 0], { dtype: 'float32' }), new Int32Array(0)];
    assert.deepEqual(await python`${none}`, none);
  });

  it('turns NumPy’s other arrays and scalars into what JavaScript has', async () => {
    const value = await python`
      import numpy as np
      [np.float32(0.1), np.int64(7), np.bool_(True), np.array(2.5), np.array([1, 2]), np.eye(2, dtype=int),
       np.array([True]), np.float16([0.5]), np.array(["a"]), np.arange(6.).reshape(2, 3)[:, ::2]]
    `;
    assert.deepEqual(value, [
      Math.fround(0.1),
      7,
      true,
      2.5,
      Int32Array.of(1, 2),
      [
        [1, 0],
        [0, 1],
      ],
      [true],
      tensor(Float32Array.of(0.5)),
      ['a'],
      tensor([
        [0, 2],
        [3, 5],
      ]),
    ] as PythonValue);
  });

  it('shows prints as they come, and the warnings of the code', async () => {
    const lines = await printed(
      () => python`
        import sys, warnings
        import numpy as np
        print("α", 1, sep="\n")
        print("no end", end="")
        print("; now", file=sys.stdout)
        np.exp(np.array([1000.0]))
        print("unseen", file=sys.stderr)
        print("last", end="")
      `,
    );
    const warning = 'line 6: RuntimeWarning: overflow encountered in exp';
    assert.deepEqual(lines, ['α', '1', 'no end; now', warning, 'last']);
  });
});

describe('an error of Python', () => {
  it('comes with its message and the lines it came through', async () => {
    const error = await errorOf(python`
      import numpy as np

      def add(x):
          return x + np.zeros(3)
      add(${tensor([1, 2])})
    `);
    assert.equal(
      error.message,
      'ValueError: operands could not be broadcast together with shapes (2,) (3,) \n' +
        '  line 5: add(${…})\n  line 4, in add: return x + np.zeros(3)',
    );
    assert.deepEqual(
      [error.name, error.kind, error.exception, error.line],
      ['PythonError', 'exception', 'ValueError', 4],
    );
  });

  it('says where the syntax is wrong', async () => {
    const { message, line } = await errorOf(python`
      x = 1
      y = (
    `);
    assert.deepEqual([message, line], ["SyntaxError: '(' was never closed\n  line 2: y = (", 2]);
  });

  it('says that a value stands in quotes or in a comment', async () => {
    assert.match((await errorOf(python`"${1}"`)).message, /interpolation 1 is no name in the code/);
    assert.match((await errorOf(python`${1} # ${2}`)).message, /interpolation 2 is no name/);
  });

  it('is raised for a result that has no exact form here', async () => {
    const codes = ['{1: 2}', 'object()', '2 ** 53 + 1', 'import numpy as np\nnp.array([2 ** 31])'];
    codes.push('import numpy as np\nnp.array([1j])');
    const errors = await Promise.all(codes.map((code) => errorOf(runPython(code))));
    const expected = [
      /dict with the key 1/,
      /builtins\.object/,
      /9007199254740993/,
      /beyond 32/,
      /complex128/,
    ];
    errors.forEach(({ message }, i) => assert.match(message, expected[i]));
  });

  it('is raised for exits too, and a process that dies is told with its last words', async () => {
    const exit = await errorOf(python`import sys; sys.exit(3)`);
    assert.match(exit.message, /^SystemExit: 3\n {2}line 1: /);
    const crash = await errorOf(python`
      import os
      os.write(2, b"Illegal instruction")
      os._exit(7)
    `);
    assert.deepEqual(
      [crash.kind, crash.message],
      ['crash', 'python: the process died (exit code 7)\nIllegal instruction'],
    );
  });
});

describe('runPython', () => {
  it('gives a program its inputs as variables, and makes it __main__', async () => {
    const code = 'import sys\n[a + b, __name__, sys.modules["__main__"].a]';
    assert.deepEqual(await runPython(code, { inputs: { a: 1, b: 2 } }), [3, '__main__', 1]);
  });

  it('refuses what can’t go to Python, and names it', async () => {
    const bad = { a: [1, { b: undefined }] };
    assert.match((await errorOf(python`${bad}`)).message, /python: \$\{…\}\.a\[1\]\.b is undefined;/);
    for (const value of [() => 1, new Map(), 1n, new BigInt64Array(1), Symbol('s'), new Array(1)]) {
      assert.ok((await errorOf(python`${value}`)) instanceof OptionError, typeof value);
    }
    assert.ok((await errorOf(runPython('1', { timeout: 0 }))) instanceof OptionError);
    assert.ok((await errorOf(runPython('1', { cwd: '.' } as object))) instanceof OptionError);
  });

  it('ends the process at the timeout and at the signal', async () => {
    const slow = await errorOf(python({ timeout: 0.3 })`while True: pass`);
    assert.deepEqual([slow.kind, slow.message], ['timeout', 'python: ended after 0.3 s, the timeout']);
    const signal = AbortSignal.timeout(300);
    const ended = await errorOf(python({ signal })`import time; time.sleep(600)`); // longer than a test may take
    assert.equal(ended.name, 'AbortError');
    assert.equal((await errorOf(python({ signal })`1`)).name, 'AbortError');
  });

  it('leaves no process behind when ours is killed, even in native code', async () => {
    const program =
      "require('./src/python').runPython('import os\\nprint(os.getpid())\\nsum(range(10 ** 14))')";
    const ours = spawn(process.execPath, ['--require', 'ts-node/register/transpile-only', '--eval', program]);
    const [text] = (await once(ours.stdout, 'data')) as [Buffer];
    const pid = Number(text.toString());
    assert.ok(pid > 0);
    assert.ok(lives(pid));
    ours.kill('SIGKILL');
    await until(() => !lives(pid), 60);
  });
});

describe('pythonAvailable', () => {
  it('tells an installed environment from one that is not, and refuses unknown ones', async () => {
    assert.equal(pythonAvailable(), true); // the tests' own set-up makes it
    const frameworks = pythonAvailable('frameworks');
    if (frameworks) {
      const code = 'import importlib.util\nimportlib.util.find_spec("torch") is not None';
      assert.equal(await runPython(code, { environment: 'frameworks' }), true);
    } else {
      const error = await errorOf(python({ environment: 'frameworks' })`1`);
      assert.deepEqual([error.kind, /`npm run frameworks`/.test(error.message)], ['environment', true]);
    }
    assert.throws(
      () => pythonAvailable('conda' as 'tools'),
      /should be 'tools' or 'frameworks', got 'conda'/,
    );
  });

  it('names the files that the set-up scripts write', () => {
    const root = join(__dirname, '..');
    assert.match(readFileSync(join(root, 'scripts/setup.mjs'), 'utf8'), /'\.softmax-lab-setup'/);
    assert.match(readFileSync(join(root, 'scripts/frameworks.ts'), 'utf8'), /command: 'frameworks'/);
    const environment = readFileSync(join(root, 'scripts/lib/python-environment.ts'), 'utf8');
    assert.match(environment, /`\.softmax-lab-\$\{command\}`/);
  });
});
