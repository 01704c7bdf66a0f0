import { exercise, figures, python, show, table, torch, wasm } from '../../../src';
import { halves, labels, type Uses } from './support';

export const OTHERS: Uses = {
  'torch.tensor': (x) => torch.tensor(x),
  'torch.nn.ReLU': (x) => torch.nn.ReLU()(x),
  'torch.nn.Softmax': (x) => torch.nn.Softmax(1)(x),
  'torch.nn.LogSoftmax': (x) => torch.nn.LogSoftmax(1)(x),
  'torch.nn.Linear': (x) => (torch.manual_seed(1), torch.nn.Linear(x.shape[1], 2)(x)),
  'torch.nn.CrossEntropyLoss': (x) => torch.nn.CrossEntropyLoss()(x, Array.from(labels(x))),
  'torch.nn.NLLLoss': (x) => torch.nn.NLLLoss()(x, Array.from(labels(x))),
  'torch.nn.BCEWithLogitsLoss': (x, y) => torch.nn.BCEWithLogitsLoss()(x, halves(y)),
  'torch item': [(x) => Object.assign(torch.tensor([1]), { data: x.data }).item(), [[1]]],
  'figures.heatMap': (x) => figures.heatMap({ values: x, title: 't', caption: 'c', id: 'i' }),
  'figures.histogram': (x) =>
    figures.histogram({ series: [{ name: 'x', values: x }], title: 't', caption: 'c', id: 'i' }),
  'figures.imageGrid': [(x) => figures.imageGrid({ images: x, title: 't', caption: 'c', id: 'i' }), [[1, 4], [2, 1024]]], // prettier-ignore
  exercise: (x) =>
    exercise(
      'x',
      () => 0,
      () => x,
      [[]],
    ),
  table: (x) => table({ x: x.data }),
  show: (x) => show(x),
  python: (x) => python`${x}`,
  'wasm.keep': (x) => wasm.keep([{ x }]),
  'wasm.scope, returned': (x) => wasm.scope(() => x),
  'wasm.add': (x, y) =>
    wasm.add(y.data as Float32Array, x.data as Float32Array, halves(y).data as Float32Array),
  'JSON.stringify': (x) => JSON.stringify(x),
  'its first number': (x) => x.data[0],
  'writing its first number': (x) => (x.data[0] = 1),
};
