import type { Mutants } from './mutant';

/** Of the elementary functions and of `math`, in float64. */
export const functions: Mutants = {
  'exp-cubic': {
    file: 'src/core/special/exp-parts.ts',
    from: '1 / 2 + r * (1 / 6)',
    to: '1 / 2 + r * (1 / 7)',
    breaks: 'the exponential has a wrong third coefficient: nine digits are left',
    test: ['src/core/special/exp.test.ts', 'is within 0.52 ulp of a 50-digit oracle, up to overflow'],
    claims: {
      '01': 'a confident loss keeps its digits: at margin 40, relative error',
      '05': 'one step, ahead by 37: relative distance from the value in 50 digits',
    },
  },
  'exp-series': {
    file: 'src/core/special/exp-parts.ts',
    from: '1 / 24 + r * (1 / 120)',
    to: '1 / 24',
    breaks: 'the exponential lacks the last term of its series',
    test: ['src/core/special/exp.test.ts', 'is within 0.52 ulp of a 50-digit oracle, up to overflow'],
    claims: {
      '09': 'softmax: largest error/bound of 250 rows, against 50 digits',
      '27': 'the library: fewest right digits',
    },
  },
  'log-series': {
    file: 'src/core/special/log-parts.ts',
    from: 'r2 * (1 / 5 + r * (-1 / 6)',
    to: 'r2 * (1 / 6 + r * (-1 / 6)',
    breaks: 'the logarithm has a wrong coefficient of r⁵',
    test: [
      'src/core/special/log.test.ts',
      'is within 0.51 ulp of a 50-digit oracle, near 1 and over the whole range',
    ],
    claims: {
      '05': 'softplus form minus library, largest of the three',
      '27': 'the library: fewest right digits',
    },
  },
  'log1p-rounding': {
    file: 'src/core/special/log1p.ts',
    from: 'return logParts(sum, sumError(1, x, sum), 0);',
    to: 'return logParts(sum, 0, 0);',
    breaks: 'log1p loses what 1 + x rounds away',
    test: [
      'src/core/special/log1p.test.ts',
      'is within 0.51 ulp of a 50-digit oracle, down to tiny arguments',
    ],
    claims: {
      '05': 'one step, ahead by 37: relative distance from the value in 50 digits',
      '27': 'the library: fewest right digits',
    },
  },
  'tanh-newton-step': {
    file: 'src/core/special/tanh.ts',
    from: 'const result = quotient + remainder / lower;',
    to: 'const result = quotient;',
    breaks: 'tanh leaves out the last correction of its quotient',
    test: [
      'src/core/special/tanh.test.ts',
      'is within 0.53 ulp of a 50-digit oracle, down to tiny arguments',
    ],
    claims: 'no sentence is about its last bit',
  },
  'softmax-shift-error': {
    file: 'src/math/exponentials.ts',
    from: 'return e + e * error;',
    to: 'return e;',
    breaks: 'softmax loses what the shift by the maximum rounds away',
    test: [
      'src/math/softmax.test.ts',
      'is within 3 ulp of a 50-digit oracle for logits of the scales 1, 10 and 100',
    ],
    claims: { '09': 'softmax: largest error/bound of 250 rows, against 50 digits' },
  },
  'rounding-unit': {
    file: 'src/math/rounding-bounds.ts',
    from: 'export const U = 1.1102230246251565e-16;',
    to: 'export const U = 5.551115123125783e-17;',
    breaks: 'the proven bounds take half of the unit roundoff',
    test: [
      'src/math/with-bound.test.ts',
      'are never further from the exact result than the bound, on 5,000 rows that hurt',
    ],
    claims: 'it survives notebook 09, whose 250 rows stay within the halved bound',
  },
  'sigmoid-slope': {
    file: 'src/math/sigmoid.ts',
    from: 'return e / (1 + e) / (1 + e);',
    to: 'return e / (1 + e);',
    breaks: "the sigmoid's slope is σ(−|x|) instead of σ(x) σ(−x)",
    test: ['src/math/sigmoid.test.ts', 'agrees with 4-point differences and, within 3 ulp, with the oracle'],
    claims: 'the notebooks write the slope themselves',
  },
  'log-sum-exp-max': {
    file: 'src/math/log-sum-exp.ts',
    from: 'max : max + log1p(others);',
    to: 'max : log1p(others);',
    breaks: 'log Σ exp forgets to add the maximum back',
    test: ['src/math/log-sum-exp.test.ts', 'is what one computes by hand'],
    claims: { '04': '|LSE(z + 100) − LSE(z) − 100|, largest of 10,000 rows' },
  },
  'kl-direction': {
    file: 'src/math/kl-divergence.ts',
    from: '0 : pRow[k] * logRatio(',
    to: '0 : qRow[k] * logRatio(',
    breaks: 'the divergence weighs by q instead of p',
    test: ['src/math/divergences.test.ts', 'is what one computes by hand'],
    claims: {
      '05': 'H(q, p) − H(q) − KL(q ‖ p), largest of all rows',
      '10': 'measured excess minus KL, in bits a letter',
    },
  },
  'jacobian-mean': {
    file: 'src/math/softmax-jacobian.ts',
    from: 'pRow[k] * (vRow[k] - mean)',
    to: 'pRow[k] * vRow[k]',
    breaks: "softmax's Jacobian leaves out − p pᵀ",
    test: ['src/math/softmax-jacobian.test.ts', 'is the Jacobian times the vector, from either side'],
    claims: { '07': 'two steps against the library, largest difference' },
  },
  'jacobian-diagonal': {
    file: 'src/math/softmax-jacobian.ts',
    from: 'sumOf(row.length, (j) => (j === k ? 0 : row[j]))',
    to: '(1 - pk)',
    breaks: "the Jacobian's diagonal cancels for a confident row",
    test: [
      'src/math/softmax-jacobian.test.ts',
      'keeps the digits of its diagonal for a confident row, where 1 − p has none',
    ],
    claims: { '09': 'a lead of 40: J in 50 digits, relative error' },
  },
};
