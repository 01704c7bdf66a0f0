import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { environmentOf, hasNative, NATIVE_BACKENDS, variant } from '../../scripts/lib/native-backends';
import { root } from '../../scripts/lib/paths';
import type { FuzzOptions } from './run';

/** A script of this folder in a process of its own: its exit code, and the end of what it printed. */
function run(script: string, args: string[], env: NodeJS.ProcessEnv): [number | null, string] {
  const loader = ['--require', 'ts-node/register/transpile-only'];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...loader, join(root, 'test/native', script), ...args],
    { env, encoding: 'utf8' },
  );
  return [status, `${stdout}${stderr}`.slice(-2000)];
}

function fuzz(
  options: Omit<FuzzOptions, 'families' | 'seed'>,
  env: NodeJS.ProcessEnv,
): [number | null, string] {
  return run('run.ts', [JSON.stringify({ families: [], seed: 1, ...options })], env);
}

/** That the add-on is compiled with sanitizers, and says what it rounds. */
async function sanitizedEnvironment(): Promise<NodeJS.ProcessEnv> {
  const libraries = ['asan', 'ubsan'].map((name) =>
    spawnSync('cc', [`-print-file-name=lib${name}.so`], { encoding: 'utf8' }).stdout.trim(),
  );
  return {
    ...process.env,
    SOFTMAX_LAB_NATIVE: await variant('sanitized'),
    LD_PRELOAD: libraries.join(' '),
    ASAN_OPTIONS: 'detect_leaks=0',
  };
}

const skip = !hasNative() && 'there is no C compiler, or the processor has no AVX2';

describe('native kernels', { skip }, () => {
  for (const backend of NATIVE_BACKENDS) {
    it(`leave the bytes of WebAssembly's on ${backend}`, async () => {
      const env = await environmentOf(backend);
      assert.deepEqual(fuzz({ cases: 1000, backend, threads: [1, 3] }, env)[0], 0);
    });
  }

  it('do not where products and additions may be fused', async () => {
    const env = { ...process.env, SOFTMAX_LAB_NATIVE: await variant('contracted') };
    const [status, text] = fuzz({ cases: 100, backend: 'avx2', threads: [1] }, env);
    assert.equal(status, 1, text);
    assert.match(text, /[1-9]\d* differences/);
  });

  it('do where whoever loads them has the processor flush to zero', async () => {
    const env = { ...process.env, SOFTMAX_LAB_NATIVE: await variant('emulated') };
    assert.deepEqual(fuzz({ cases: 200, backend: 'avx2', threads: [1, 3] }, env)[0], 0);
  });

  it('touch nothing that is not allocated, and do nothing that C leaves undefined', async () => {
    const env = await sanitizedEnvironment();
    for (const backend of NATIVE_BACKENDS) {
      const [status, text] = fuzz({ cases: 200, backend, threads: [1, 3], sanitized: true }, env);
      assert.equal(status, 0, text);
    }
  });

  it('round nothing to subnormal numbers, which processors are slow at, for the loss of masked logits', async () => {
    const env = await sanitizedEnvironment();
    for (const backend of NATIVE_BACKENDS) {
      const [status, text] = run('underflows.ts', [], { ...env, SOFTMAX_LAB_BACKEND: backend });
      assert.equal(status, 0, text);
      assert.deepEqual(JSON.parse(text), { value: [], gradient: [10, 45, 1000, 1024, 5003] }, backend);
    }
  });
});
