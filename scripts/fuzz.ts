import { join } from 'node:path';
import type { FuzzOptions } from '../test/native/run';
import { parseArguments, unknownWord } from './lib/arguments';
import { runCommand, UsageError } from './lib/command';
import { environmentOf, NATIVE_BACKENDS, type NativeBackend } from './lib/native-backends';
import { root } from './lib/paths';
import { runProcess } from './lib/run-process';

const help = `Usage: npm run fuzz [-- family…] [--cases n] [--seed n] [--backend ${NATIVE_BACKENDS.join('|')}]

Compares the bytes that native kernels leave with WebAssembly's, in random cases: shapes, options, addresses, NaN,
infinities, subnormals, signed zeros; on 1, 2, 3 and 8 threads, and with threads of both kinds at work on one call.
Where the processor has no AVX-512, those kernels are compiled for AVX2: the same sources, the same sums.

  family       of cases, as gemm; default: all
  --cases      20000 by default: of all families together, on each number of threads
  --seed       of the cases; 1 by default
  --backend    default: both

Exit codes: 0 no byte differs, 1 some do, 2 wrong usage, 3 there are no native kernels here.`;

runCommand(help, async (args) => {
  const { values, positionals } = parseArguments({
    args,
    allowPositionals: true,
    options: {
      cases: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
      backend: { type: 'string' },
    },
  });
  const count = (name: 'cases' | 'seed'): number => {
    const number = Number(values[name]);
    if (Number.isInteger(number) && number > 0) return number;
    throw new UsageError(`--${name} should be a positive integer, got ${values[name]}`);
  };
  const { backend } = values;
  if (backend && !NATIVE_BACKENDS.includes(backend as NativeBackend)) {
    throw unknownWord('backend', backend, NATIVE_BACKENDS);
  }
  let same = true;
  for (const one of backend ? [backend as NativeBackend] : NATIVE_BACKENDS) {
    const options: FuzzOptions = {
      families: positionals,
      cases: count('cases'),
      seed: count('seed'),
      backend: one,
      threads: [1, 2, 3, 8],
    };
    const command = ['--require', 'ts-node/register/transpile-only', join(root, 'test/native/run.ts')];
    const env = await environmentOf(one);
    same = (await runProcess(process.execPath, [...command, JSON.stringify(options)], { env })) === 0 && same;
  }
  return same;
});
