import { losses, tensor } from '../../src';
import type { Fault } from './fault';

const logits = tensor([[2, 0.5, -1]]);

export const faults: Fault[] = [
  {
    fault: 'losses.softmaxCrossEntropy with a label beyond the classes',
    inject: () => losses.softmaxCrossEntropy(logits, [3]),
    expected: /^LabelError: .*labels\[0\] is 3/,
  },
];
