import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { complex, type Complex } from './complex';

function close(z: Complex, re: number, im: number): void {
  assert.ok(Math.abs(z.re - re) <= 1e-15 * (1 + Math.abs(re)), `${z.re}, ${re}`);
  assert.ok(Math.abs(z.im - im) <= 1e-15 * (1 + Math.abs(im)), `${z.im}, ${im}`);
}

describe('complex', () => {
  it('adds, multiplies and divides, numbers too', () => {
    const z = complex(3, -2);
    close(z.plus(complex(1, 1)), 4, -1);
    close(z.minus(1), 2, -2);
    close(z.times(complex(0, 1)), 2, 3);
    close(z.times(z.div(complex(1, 5))).div(z), z.div(complex(1, 5)).re, z.div(complex(1, 5)).im);
    close(z.div(complex(1, 5)), -7 / 26, -17 / 26);
    close(complex(1e300, 1e300).div(complex(1e300, 1e300)), 1, 0);
  });

  it('has exp by Euler’s formula, and ln where the complex step needs it', () => {
    close(complex(0, Math.PI).exp(), -1, 0);
    close(complex(1, 1).exp(), Math.E * Math.cos(1), Math.E * Math.sin(1));
    const z = complex(5, 1e-100).ln();
    assert.equal(z.re, Math.log(5));
    assert.ok(Math.abs(z.im / 2e-101 - 1) < 1e-15);
  });

  it('refuses a logarithm on the branch cut, or of a large angle', () => {
    for (const z of [complex(-1, 1e-100), complex(0), complex(1, 1)]) {
      assert.throws(() => z.ln(), { name: 'DomainError', message: /positive real part/ });
    }
  });
});
