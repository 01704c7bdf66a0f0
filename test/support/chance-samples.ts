import { rng } from '../../src/core';
import { ALL_FIGURES } from '../../src/figures';

/** Figures of values that vary by chance. */
export const CHANCE_SAMPLES = {
  histogram: () => {
    const random = rng('histogram');
    return ALL_FIGURES.histogram({
      id: 'histogram',
      title: 'How large are the first losses under two initialisations?',
      caption: 'Small weights start near ln 10 = 2.303; unit weights start far above.',
      series: [
        { name: 'N(0, 0.01²)', values: Array.from({ length: 500 }, () => 2.3 + 0.4 * random.normal()) },
        { name: 'N(0, 1)', values: Array.from({ length: 500 }, () => 6 + 2.5 * random.normal()) },
      ],
      xLabel: 'loss of a batch (nats)',
      verticals: [{ at: 2.303, label: 'ln 10' }],
    });
  },
  intervals: () => {
    const random = rng('intervals');
    const seeds = (mean: number, spread: number): number[] =>
      Array.from({ length: 20 }, () => mean + spread * random.normal());
    return ALL_FIGURES.intervals({
      id: 'intervals',
      title: 'Which of the differences would one seed have got wrong?',
      caption:
        'A dot for each of 20 seeds, and the mean with its 95 % interval: the second is sure, its dots are not.',
      groups: [
        { name: '2 layers − 1', values: seeds(0.02, 0.003) },
        { name: 'smoothing − none', values: seeds(0.006, 0.007) },
        { name: 'A − A & <b>', values: seeds(0, 0.004) },
      ],
      verticals: [{ at: 0, label: 'no difference' }],
      xLabel: 'difference of accuracy',
    });
  },
};
