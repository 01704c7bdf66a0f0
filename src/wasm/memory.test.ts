import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { collectGarbage } from '../../test/support/collect-garbage';
import { DomainError, OptionError, ShapeError, rng, tensor, zeros, type Tensor } from '../core';
import * as nn from '../nn';
import { keep, scope } from '.';
import { backend } from './available';
import { allocator } from './allocator';
import { borrow } from './borrow';
import { add } from './elementwise';
import { float32Array } from './float32-array';
import { gemm } from './gemm';
import { addressOf } from './lifetime';
import { memory } from './memory';

const used = (): number => memory()?.used ?? 0;
const isShared = ({ data }: Tensor): boolean => data.buffer instanceof SharedArrayBuffer;

describe('the allocator', () => {
  it('never hands out a byte twice, and reuses what was freed', () => {
    const r = rng('allocator');
    const blocks = allocator(64, (end) => end <= 1_000_000);
    const live = new Map<number, { address: number; bytes: number; asked: number }>();
    for (let step = 0; step < 20_000; step++) {
      if (r.uniform() < 0.55) {
        const asked = 1 + r.integer(r.uniform() < 0.9 ? 700 : 20_000);
        const block = blocks.allocate(asked);
        if (!block) continue;
        assert.ok(block.bytes >= asked && block.address % 64 === 0);
        for (const other of live.values()) {
          assert.ok(
            block.address + block.bytes <= other.address || other.address + other.bytes <= block.address,
          );
        }
        live.set(block.address, { ...block, asked });
      } else {
        const block = [...live.values()][r.integer(Math.max(1, live.size))];
        if (!block) continue;
        blocks.free(block);
        live.delete(block.address);
      }
      assert.equal(
        blocks.used,
        [...live.values()].reduce((sum, { bytes }) => sum + bytes, 0),
      );
    }
  });

  it('loses at most a quarter to rounding', () => {
    const blocks = allocator(0, () => true);
    for (const bytes of [257, 1000, 65_537, 1_000_001, 2 ** 31 + 1, 2 ** 32 - 64]) {
      const block = blocks.allocate(bytes);
      assert.ok(block && block.bytes >= bytes && block.bytes <= 1.25 * bytes, `${bytes}: ${block?.bytes}`);
    }
  });
});

describe('float32 tensors', () => {
  it('lie in the shared memory and start as zeros, also where others were', () => {
    for (let round = 0; round < 3; round++) {
      scope(() => {
        const x = zeros([1000], { dtype: 'float32' });
        assert.ok(isShared(x) && x.data.every((value) => value === 0));
        x.data.fill(1);
        assert.ok(isShared(tensor([[1, 2]], { dtype: 'float32' })));
      });
    }
    const own = new Float32Array(3);
    assert.equal(tensor(own).data, own);
  });

  it('are freed at the end of their scope, but for those returned or kept', () => {
    const before = used();
    const { kept, returned } = scope(() => {
      const kept = keep(zeros([100], { dtype: 'float32' }));
      const inner = scope(
        () => [zeros([1000], { dtype: 'float32' }), { deep: zeros([100], { dtype: 'float32' }) }] as const,
      );
      zeros([100_000], { dtype: 'float32' });
      return { kept, returned: inner[1].deep };
    });
    assert.equal(used() - before, 2 * 448);
    for (const { data } of [kept, returned]) assert.notEqual(addressOf('test', data), undefined);
    assert.throws(() => scope(() => (zeros([1000], { dtype: 'float32' }), assert.fail())));
    assert.equal(used() - before, 2 * 448);
    assert.throws(() => scope(() => Promise.resolve()), OptionError);
  });

  it('are refused by kernels after their scope', () => {
    let late = float32Array(0);
    scope(() => void (late = float32Array(10)));
    assert.throws(() => add(late, late, new Float32Array(10)), DomainError);
  });

  it('live as long as a view of a part of them', async () => {
    const make = (): Float32Array => {
      const data = float32Array(1000).fill(7);
      return data.subarray(500, 510);
    };
    const part = make();
    await collectGarbage();
    for (let i = 0; i < 50; i++) float32Array(1000).fill(-1);
    assert.ok(part.every((value) => value === 7));
  });

  it('lie eight to a buffer where they are small and no scope frees them, and never overlap', () => {
    const arrays = Array.from({ length: 400 }, (_, i) => float32Array([7, 60, 1000, 32_000][i % 4]).fill(i));
    arrays.forEach((array, i) => assert.ok(array.every((value) => value === i)));
    assert.ok(new Set(arrays.map(({ buffer }) => buffer)).size <= 400 / 8 + 4);
    assert.ok(zeros([60], { dtype: 'float32' }).data.every((value) => value === 0));
    scope(() => assert.notEqual(float32Array(7).buffer, float32Array(7).buffer));
  });

  it('are freed when the engine has collected them', async () => {
    await collectGarbage();
    const before = used();
    let kept: Float32Array[] = Array.from({ length: 1000 }, () => float32Array(10_000));
    assert.ok(used() - before >= 4 * 10_000 * kept.length);
    kept = [];
    await collectGarbage();
    assert.ok(used() - before <= 8 * 40_960, `${used()} bytes, ${before} before`); // the last eight lie together
  });

  it('do not fill the memory where a loop without scopes makes them without end', async () => {
    const isNative = backend().startsWith('avx');
    const before = used();
    for (let i = 0; i < 20_000; i++) float32Array(10_000); // 800 MB
    assert.ok(used() - before < 280_000_000);
    // The native add-on knows within the loop what is garbage; without it arrays become ordinary ones.
    assert.equal(float32Array(10_000).buffer instanceof SharedArrayBuffer, isNative);
    await collectGarbage();
    assert.ok(float32Array(10_000).buffer instanceof SharedArrayBuffer);
  });

  it('take no more memory after 10,000 steps of training than after one', async () => {
    await collectGarbage();
    const [w, x] = [zeros([8, 4], { dtype: 'float32' }), zeros([16, 8], { dtype: 'float32' })];
    const step = (): void =>
      scope(() => {
        const y = float32Array(64);
        gemm(x.data, w.data, y, { m: 16, n: 4, k: 8 });
        const gradient = float32Array(32);
        gemm(x.data, y, gradient, { m: 8, n: 4, k: 16 }, { transposeA: true });
        add(w.data, gradient, w.data);
      });
    step();
    const [before, reserved] = [used(), memory()?.reserved];
    for (let i = 0; i < 10_000; i++) step();
    assert.deepEqual([used(), memory()?.reserved], [before, reserved]);
  });
});

describe('too large a tensor', () => {
  // Until then float32 tensors are ordinary arrays, those of the files that this process tests next too.
  after(collectGarbage);

  it('is refused by name', () => {
    assert.throws(() => zeros([65_536, 65_536], { dtype: 'float32' }), {
      name: 'ShapeError',
      message: /65536, 65536.*2³¹/,
    });
    assert.throws(() => zeros([2 ** 31 + 1]), ShapeError);
    for (const length of [2 ** 31 + 1, 2 ** 40, -1, 1.5, NaN]) {
      assert.throws(() => float32Array(length), { name: 'ShapeError', message: new RegExp(`${length}`) });
    }
  });

  it('is an error that says what was asked for, and leaves nothing allocated', async () => {
    await collectGarbage();
    scope(() => void float32Array(1)); // frees what the last of the collections found
    const before = used();
    assert.throws(() => memory()?.allocate('gemm', 2 ** 33), {
      name: 'MemoryError',
      message: 'gemm: out of memory: asked for 8.59 GB of it',
    });
    const most = float32Array(2 ** 29);
    assert.throws(
      () => borrow('add', [new Float32Array(16), new Float32Array(2 ** 29)], [], () => assert.fail()),
      {
        name: 'MemoryError',
        message: 'add: out of memory: asked for 2.15 GB of it',
      },
    );
    assert.equal(used() - before, 4 * most.length);
    const [few, sum] = [new Float32Array(16).fill(1), new Float32Array(16)];
    add(few, few, sum); // copied in and out
    assert.ok(sum.every((value) => value === 2));
    assert.equal(used() - before, 4 * most.length);
  });

  it('is refused by the name of the function whose result it would be', () => {
    const [column, row] = [
      zeros([65_536, 1], { dtype: 'float32' }),
      zeros([1, 65_537], { dtype: 'float32' }),
    ];
    const message = (name: string): RegExp => new RegExp(`^${name}: shape \\[65536, 65537\\] has 4295032832`);
    assert.throws(() => nn.matmul(column, row), { name: 'ShapeError', message: message('matmul') });
    const layer = nn.linear(1, 65_537, { initializer: nn.initializers.zeros, dtype: 'float32' });
    assert.throws(() => layer.forward(column), { name: 'ShapeError', message: message('linear') });
    const table = nn.embedding(2, 65_537, { initializer: nn.initializers.zeros, dtype: 'float32' });
    assert.throws(() => table.forward(new Uint8Array(65_536)), {
      name: 'ShapeError',
      message: message('embedding'),
    });
  });
});
