import { inspect } from 'node:util';
import { python, pythonAvailable, runPython, tensor, zeros, type PythonValue } from '../../src';
import type { Fault } from './fault';

const numpy = (expression: string): Promise<PythonValue> =>
  runPython(`import numpy as np\n${expression}`, { timeout: 8 });

/** The same, with a type that texts can be compared of. */
const told = async (value: Promise<PythonValue>): Promise<string> =>
  JSON.stringify(await value, (_, x: unknown) =>
    ArrayBuffer.isView(x)
      ? `${x.constructor.name}[${Array.from(x as Float32Array).join()}]`
      : typeof x === 'number'
        ? inspect(x)
        : x,
  );

const exceptions: Fault[] = [
  { fault: 'raise SystemExit', code: 'raise SystemExit(3)', seen: /^PythonError: SystemExit: 3/ },
  {
    fault: 'raise KeyboardInterrupt',
    code: 'raise KeyboardInterrupt',
    seen: /^PythonError: KeyboardInterrupt/,
  },
  {
    fault: 'raise a SyntaxError without a text',
    code: 'raise SyntaxError',
    seen: /^PythonError: SyntaxError$/,
  },
  {
    fault: 'an exception whose text raises',
    code: 'class E(Exception):\n    def __str__(self): raise TypeError\nraise E',
    seen: /^PythonError: E: \(its text raised TypeError\)/,
  },
  {
    fault: 'recursion without an end',
    code: 'def f(): f()\nf()',
    seen: /^PythonError: RecursionError: maximum/,
  },
  {
    fault: 'a list that holds itself',
    code: 'x = []\nx.append(x)\nx',
    seen: /^PythonError: RecursionError: maximum/,
  },
].map(({ fault, code, seen }) => ({
  fault: `Python: ${fault}`,
  inject: () => runPython(code),
  expected: seen,
}));

const results: Fault[] = [
  ['[float("nan"), float("inf"), -0.0]', '["NaN","Infinity","-0"]'],
  ['2**53 + 1', /^PythonError: OverflowError: the result holds 9007199254740993/],
  ['np.uint64(2**64 - 1)', /^PythonError: OverflowError: the result holds 18446744073709551615/],
  ['np.array([2**53 + 1])', /^PythonError: OverflowError: the result holds integers beyond 32 bits/],
  ['1 + 2j', /^PythonError: TypeError: the result holds a builtins\.complex/],
  ['np.complex64(1j)', /^PythonError: TypeError: the result holds an array of complex64/],
  ['np.longdouble(1) / 3', /^PythonError: TypeError: the result holds an array of float128/],
  ['np.array([None, 1], object)', /^PythonError: TypeError: the result holds an array of object/],
  [
    'np.ma.masked_array([1.0, 2.0], [True, False])',
    /^PythonError: TypeError: the result holds a masked array/,
  ],
  ['np.array(["2026-01-01"], "M8[D]")', /^PythonError: TypeError: the result holds an array of datetime64/],
  ['[{1, 2}]', /^PythonError: TypeError: the result holds a builtins\.set/],
  ['b"bytes"', /^PythonError: TypeError: the result holds a builtins\.bytes/],
  ['(i for i in range(3))', /^PythonError: TypeError: the result holds a builtins\.generator/],
  ['np.array([1, 65504], np.float16)', /"Float32Array\[1,65504\]"/],
  ['np.array([1.5, -2], ">f8")', /"Float64Array\[1\.5,-2\]"/],
  ['np.array([1, -2], ">i2")', '"Int32Array[1,-2]"'],
  ['np.asfortranarray([[1., 2.], [3., 4.]])[:, ::-1]', /"Float64Array\[2,1,4,3\]"/],
  ['np.array(2.5, ">f4")', '"2.5"'],
  ['np.zeros((2, 0))', /"shape":\["2","0"\]/],
  ['"\\ud800 \\U0001F3B2 \\0"', '"\\ud800 🎲 \\u0000"'],
].map(([code, expected]) => ({
  fault: `Python answers ${String(code)}`,
  inject: () => told(numpy(String(code))),
  expected,
}));

const inputs: Fault[] = [
  {
    fault: 'a tensor is written to while it travels to Python',
    inject: async () => {
      const x = zeros([1 << 21], { dtype: 'float32' });
      const sum = python`import numpy as np; [float(${x}.sum()), float(${x}.max())]`;
      const writing = setInterval(() => x.data.fill(1), 0);
      const seen = await sum;
      clearInterval(writing);
      return JSON.stringify(seen);
    },
    expected: '[0,0]',
  },
  {
    fault: 'an object of a class as an input',
    inject: () => {
      class Scale {
        #factor = 2;
        bias = this.#factor;
      }
      return python`${new Scale()}["bias"]`;
    },
    expected: /^OptionError: python: \$\{…\} is Scale; /,
  },
  {
    fault: 'a timeout that is a text',
    inject: () => runPython('1', { timeout: '5' as unknown as number }),
    expected: "OptionError: python: timeout should be a number of seconds above 0, got '5'",
  },
  {
    fault: 'three of four inputs are read before Python dies',
    inject: () => {
      const big = tensor(new Float64Array(1 << 18));
      return runPython('import os\nos._exit(4)', { inputs: { a: big, b: big, c: big, d: big } });
    },
    expected: 'PythonError: python: the process died (exit code 4)',
  },
];

export const faults: Fault[] = pythonAvailable() ? [...exceptions, ...results, ...inputs] : [];
