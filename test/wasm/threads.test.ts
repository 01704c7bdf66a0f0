import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';

/** Three rounds: kernel calls without end, an interrupt, and then a call that must be right. */
const INTERRUPTED = join(__dirname, 'interrupted.ts');

describe('the threads of a process', () => {
  it('leave a call that an interrupt ended before the next begins', async () => {
    const child = spawn(process.execPath, ['--require', 'ts-node/register/transpile-only', INTERRUPTED], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    for await (const chunk of child.stdout) {
      said += String(chunk);
      if (String(chunk).includes('go')) setTimeout(() => child.kill('SIGINT'), 300);
    }
    assert.match(said, /^(go\ninterrupted\nright\n){3}$/);
  });

  it('do not keep the process alive, and are as many as the environment says', () => {
    const env = { ...process.env, SOFTMAX_LAB_THREADS: '3' };
    const code = `const { add } = require('./src/wasm/elementwise');
      add(new Float32Array(1e6), new Float32Array(1e6), new Float32Array(1e6));
      console.log(require('./src/wasm').threads())`;
    const args = ['--require', 'ts-node/register/transpile-only', '--eval', code];
    const { stdout, status } = spawnSync(process.execPath, args, { env, encoding: 'utf8', timeout: 20_000 });
    assert.deepEqual([stdout, status], ['3\n', 0]);
    env.SOFTMAX_LAB_THREADS = 'many';
    assert.match(spawnSync(process.execPath, args, { env, encoding: 'utf8' }).stderr, /SOFTMAX_LAB_THREADS/);
  });
});
