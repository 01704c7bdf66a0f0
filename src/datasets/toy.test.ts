import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng } from '../core';
import { blobs } from './blobs';
import type { Dataset } from './dataset';
import { moons } from './moons';
import { rings } from './rings';
import { spirals } from './spirals';
import type { ToyOptions } from './toy';
import { xor } from './xor';

const sets: Record<string, (options: ToyOptions) => Dataset> = { blobs, moons, spirals, rings, xor };
const points = ({ features, labels }: Dataset) =>
  Array.from(labels, (label, i) => ({ label, x: features.data[2 * i], y: features.data[2 * i + 1] }));
const near = (value: number, expected: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(value - expected) <= tolerance, `${value} should be ${expected} ± ${tolerance}`);

for (const [name, make] of Object.entries(sets)) {
  describe(name, () => {
    it('is a function of its seed alone', () => {
      const data = make({ rng: rng(7) });
      assert.deepEqual(data.features.shape, [200, 2]);
      assert.deepEqual(make({ rng: rng(7) }), data);
      assert.notDeepEqual(make({ rng: rng(8) }).features.data, data.features.data);
    });

    it('has balanced classes, and more rows begin with the same rows', () => {
      const few = make({ rng: rng('prefix'), rows: 60 });
      const many = make({ rng: rng('prefix'), rows: 120 });
      const counts = few.classNames.map((_, k) => few.labels.filter((label) => label === k).length);
      assert.ok(
        counts.every((count) => count === 60 / few.classNames.length),
        counts.join(),
      );
      assert.deepEqual(many.features.data.subarray(0, 120), few.features.data);
    });

    it('adds noise of the given standard deviation to both coordinates', () => {
      // The same draws: only the scale of the noise differs.
      const quiet = make({ rng: rng(3), rows: 2000, noise: 0 }).features.data;
      const noisy = make({ rng: rng(3), rows: 2000, noise: 0.5 }).features.data;
      for (const axis of [0, 1]) {
        const noise = Array.from({ length: 2000 }, (_, i) => noisy[2 * i + axis] - quiet[2 * i + axis]);
        const square = noise.reduce((sum, value) => sum + value * value, 0) / 2000;
        near(Math.sqrt(square), 0.5, 0.5 * 4 * Math.sqrt(1 / 4000)); // four standard errors
      }
    });

    it('names the bad option', () => {
      const random = rng(1);
      const bad: [object, RegExp][] = [
        [{ rng: undefined }, /rng should be a generator/],
        [{ rows: 0 }, /rows should be a positive integer, got 0/],
        [{ noise: -1 }, /noise should be finite and not negative, got -1/],
        [{ noise: NaN }, /noise .* NaN/],
        [{ sigma: 1 }, /unknown option 'sigma'/],
      ];
      for (const [option, message] of bad) {
        assert.throws(() => make({ rng: random, ...option }), { name: 'OptionError', message });
      }
    });
  });
}

describe('without noise', () => {
  it('blobs are their centres: on a circle, or as given', () => {
    const [top, left, right] = points(blobs({ rng: rng(1), rows: 3, noise: 0 }));
    assert.deepEqual([top.label, left.label, right.label], [0, 1, 2]);
    const found = [top.x, top.y, left.x, left.y, right.x, right.y];
    const expected = [0, 2, -Math.sqrt(3), -1, Math.sqrt(3), -1];
    found.forEach((value, i) => near(value, expected[i]));
    const given = blobs({ rng: rng(1), rows: 2, noise: 0, centres: [[5, 6], [7, 8]] }); // prettier-ignore
    assert.deepEqual([...given.features.data], [5, 6, 7, 8]);
    assert.throws(
      () => blobs({ rng: rng(1), classes: 3, centres: [[0, 0]] }),
      /3 classes need 3 centres, got 1/,
    );
  });

  it('moons lie on their half circles', () => {
    for (const { label, x, y } of points(moons({ rng: rng(2), noise: 0 }))) {
      const [u, v] = label === 0 ? [x, y] : [1 - x, 0.5 - y];
      near(u * u + v * v, 1);
      assert.ok(v >= 0);
    }
  });

  it('rings lie at their radii', () => {
    for (const { label, x, y } of points(rings({ rng: rng(2), noise: 0, classes: 3, rows: 90 }))) {
      near(Math.sqrt(x * x + y * y), (label + 1) / 3);
    }
  });

  it('the arms of spirals wind as their angle says', () => {
    for (const { label, x, y } of points(spirals({ rng: rng(2), noise: 0, classes: 4, turns: 1.5 }))) {
      const radius = Math.sqrt(x * x + y * y);
      const angle = 2 * Math.PI * (1.5 * radius + label / 4);
      near(radius * Math.cos(angle), x, 1e-12);
      near(radius * Math.sin(angle), y, 1e-12);
    }
    assert.throws(() => spirals({ rng: rng(1), turns: Infinity }), { name: 'OptionError' });
  });

  it('xor is classed by the sign of the product, in all four quadrants', () => {
    const quadrants = new Set<string>();
    for (const { label, x, y } of points(xor({ rng: rng(2) }))) {
      assert.equal(label, x * y > 0 ? 0 : 1);
      assert.ok(Math.abs(x) <= 1 && Math.abs(y) <= 1);
      quadrants.add(`${Math.sign(x)},${Math.sign(y)}`);
    }
    assert.equal(quadrants.size, 4);
  });
});
