import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { add, available, backend, setBackend, type Backend } from '.';

const first = backend();
afterEach(() => setBackend(first));

describe('wasm.setBackend', () => {
  it('has the kernels run on WebAssembly, or not at all', () => {
    setBackend('wasm');
    assert.equal(backend(), 'wasm');
    assert.ok(available());
    setBackend('javascript');
    assert.equal(backend(), 'javascript');
    assert.ok(!available());
    const to = new Float32Array(1);
    assert.throws(() => add(to, to, to), { name: 'KernelError' });
  });

  it('refuses what is no backend, and leaves the one that there is', () => {
    assert.throws(() => setBackend('sse2' as Backend), {
      name: 'OptionError',
      message: "wasm.setBackend: backend should be one of avx512, avx2, wasm, javascript, got 'sse2'",
    });
    assert.equal(backend(), first);
  });
});
