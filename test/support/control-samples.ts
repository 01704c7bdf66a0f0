import { figures, math } from '../../src';
import { exp, log } from '../../src/core/special';

const margins = Array.from({ length: 121 }, (_, i) => i / 10 - 6);

/** Figures whose parameter the reader moves. */
export const CONTROL_SAMPLES = {
  withButtons: () =>
    figures.withButtons({
      names: ['softmax', 'one-hot <&>', '均匀 uniform'],
      start: 'one-hot <&>',
      figureAt: (name) =>
        figures.bars({
          id: 'with-buttons',
          title: 'How sure is each of the three?',
          caption: 'One-hot is certain, uniform knows nothing. 三种分布。',
          categories: ['a', 'b', 'c'],
          series: [
            {
              name: 'p',
              values:
                name === 'softmax'
                  ? math.softmax([2, 1, 0])
                  : name.startsWith('one')
                    ? [1, 0, 0]
                    : [1 / 3, 1 / 3, 1 / 3],
            },
          ],
          yLabel: 'probability',
          yRange: [0, 1.05],
        }),
    }),
  withSlider: () =>
    figures.withSlider({
      label: 'focusing γ 聚焦',
      values: Array.from({ length: 21 }, (_, i) => i / 4),
      start: 2,
      figureAt: (gamma) =>
        figures.curves({
          id: 'with-slider',
          title: 'Which examples does the focal loss leave aside?',
          caption: 'The sure ones: the larger γ, the fewer of them count. γ 越大，越忽略容易的样本。',
          x: margins,
          curves: [
            { name: 'cross-entropy', y: margins.map((v) => -log(math.sigmoid(v))) },
            {
              name: 'focal',
              y: margins.map((v) => -exp(gamma * log(math.sigmoid(-v))) * log(math.sigmoid(v))),
              dash: 'dash',
            },
          ],
          xLabel: 'margin',
          yLabel: 'loss (nats)',
          yRange: [0, 6],
          notes: [{ x: 0, y: log(2) * exp(gamma * log(0.5)), text: `γ = ${gamma}`, dx: 40, dy: -60 }],
        }),
    }),
};
