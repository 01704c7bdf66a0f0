import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng } from '../core';
import { losses } from '..';
import { collectGarbage } from '../../test/support/collect-garbage';
import { backend } from './available';
import { float32Array } from './float32-array';
import { memory } from './memory';

const used = (): number => memory()?.used ?? 0;
const isNative = backend().startsWith('avx');

describe('Arrays that a loop without pauses drops', { skip: !isNative && 'no native kernels here' }, () => {
  it('are freed meanwhile, and their memory is used again', () => {
    const before = used();
    let most = 0;
    for (let i = 0; i < 20_000; i++) {
      assert.ok(float32Array(10_000).buffer instanceof SharedArrayBuffer); // 800 MB in all
      most = Math.max(most, used() - before);
    }
    assert.ok(most < 40_000_000, `${most} bytes`);
  });

  it('are freed too where a call of a loss makes them', () => {
    const logits = rng(1).normals([256, 1024], { dtype: 'float32' });
    const labels = new Int32Array(256);
    const [before, externalBefore] = [used(), process.memoryUsage().external];
    let [most, mostExternal] = [0, 0];
    for (let i = 0; i < 500; i++) {
      losses.softmaxCrossEntropy.withGradient(logits, labels);
      most = Math.max(most, used() - before);
      mostExternal = Math.max(mostExternal, process.memoryUsage().external - externalBefore);
    }
    assert.ok(most < 40_000_000, `${most} bytes`);
    assert.ok(
      mostExternal < 4_000_000,
      `${mostExternal} bytes for which the engine would collect its whole heap`,
    );
  });

  it('are used again where each is at hand until the next is made', () => {
    const places = new Set<number>();
    let last = new Float32Array(0);
    for (let i = 0; i < 60; i++) {
      last = float32Array(8_388_608); // 2 GB in all
      places.add(last.byteOffset);
      assert.ok(last.buffer instanceof SharedArrayBuffer, `number ${i} is an ordinary array`);
    }
    assert.ok(places.size <= 10, `${places.size} places`);
  });

  it('stay while somebody has them, or a part of them', () => {
    const held: Float32Array[] = [];
    for (let i = 0; i < 5000; i++) {
      const array = float32Array(10_000).fill(i);
      if (i % 50 === 0) held.push(i % 100 === 0 ? array : array.subarray(9_000, 9_100));
    }
    held.forEach((array, h) => assert.ok(array.every((value) => value === 50 * h)));
  });

  it('are freed a task later where nothing is asked for any more', async () => {
    await collectGarbage();
    const before = used();
    for (let i = 0; i < 100; i++) float32Array(10_000);
    await collectGarbage();
    assert.ok(used() - before <= 8 * 40_960, `${used() - before} bytes`); // the last eight lie together
  });
});
