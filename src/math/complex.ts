import { cos, DomainError, exp, log, ShapeError, sin } from '../core';
import { describe } from '../core/checks';

/**
 * Numbers that a formula can be written in once: {@link Complex} for the complex step, `Decimal` of decimal.js
 * (whose names these are) for 50 digits.
 * @example
 * const logSumExp = <T extends math.FormulaNumber<T>>(z: T[]): T =>
 *   z.map((v) => v.exp()).reduce((a, b) => a.plus(b)).ln();
 * logSumExp([math.complex(0), math.complex(0)]).re // ≈ 0.693147
 */
export interface FormulaNumber<T> {
  plus(other: T | number): T;
  minus(other: T | number): T;
  times(other: T | number): T;
  div(other: T | number): T;
  exp(): T;
  ln(): T;
}

/** A complex number. `ln` takes a positive real part and a far smaller imaginary one, as the complex step has. */
export interface Complex extends FormulaNumber<Complex> {
  readonly re: number;
  readonly im: number;
}

/** 2^-30: below it atan(t) is t to the last bit. */
const SMALL_ANGLE = 9.313225746154785e-10;

/**
 * A complex number for the complex step: f′(x) = Im f(x + ih)/h, without a difference that cancels.
 * @throws {@link ShapeError} for what is no number; {@link DomainError} from `ln` where the logarithm has its branch cut, or would need an arc tangent
 * @example
 * math.complex(1, 2).times(math.complex(0, 1)).re // -2
 *
 * Source: [SquireTrapp1998]
 */
export function complex(re: number, im = 0): Complex {
  if (typeof re !== 'number' || typeof im !== 'number') {
    throw new ShapeError(`complex: expected two numbers, got ${describe(re)} and ${describe(im)}`);
  }
  return {
    re,
    im,
    plus: (other) => combine(other, (x, y) => complex(re + x, im + y)),
    minus: (other) => combine(other, (x, y) => complex(re - x, im - y)),
    times: (other) => combine(other, (x, y) => complex(re * x - im * y, re * y + im * x)),
    div: (other) =>
      combine(other, (x, y) => {
        // Smith's order of the operations: x² + y² might overflow.
        if (Math.abs(x) >= Math.abs(y)) {
          const [ratio, size] = [y / x, x + y * (y / x)];
          return complex((re + im * ratio) / size, (im - re * ratio) / size);
        }
        const [ratio, size] = [x / y, x * (x / y) + y];
        return complex((re * ratio + im) / size, (im * ratio - re) / size);
      }),
    exp: () => complex(exp(re) * cos(im), exp(re) * sin(im)),
    ln: () => {
      const angle = im / re;
      if (re <= 0 || Math.abs(angle) > SMALL_ANGLE) {
        throw new DomainError(
          `complex: ln is for a positive real part and a far smaller imaginary one, got ${re} + ${im}i`,
        );
      }
      return complex(log(re), angle);
    },
  };
}

function combine(other: Complex | number, f: (re: number, im: number) => Complex): Complex {
  return typeof other === 'number' ? f(other, 0) : f(other?.re, other?.im);
}
