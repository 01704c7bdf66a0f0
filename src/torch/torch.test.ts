import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import * as torch from '.';
import { LabelError, OptionError, ShapeError, tensor } from '../core';
import * as nn from '../nn';
import * as wasm from '../wasm';

const { Sequential, Linear, ReLU, LogSoftmax, Softmax, NLLLoss, CrossEntropyLoss, BCEWithLogitsLoss } =
  torch.nn;

function small(): torch.nn.Module {
  torch.manual_seed(3);
  return Sequential(Linear(4, 5), ReLU(), Linear(5, 3));
}
const x = torch.tensor([
  [1, -2, 0.5, 3],
  [0, 1, -1, 2],
]);
const y = [2, 0];

describe('torch.nn.Linear', () => {
  it('asks for a seed before it draws weights', () => {
    // In a process of its own: in this one any test may have called manual_seed.
    const program = `require(${JSON.stringify(__dirname)}).nn.Linear(2, 3);`;
    const { stderr } = spawnSync(
      process.execPath,
      ['--require', 'ts-node/register/transpile-only', '--eval', program],
      { encoding: 'utf8' },
    );
    assert.match(stderr, /OptionError: .*manual_seed\(1\)/);
  });

  it('draws weight [out, in] and bias uniformly on ±1/√in, the same for the same seed', () => {
    const draw = (): torch.nn.Linear => (torch.manual_seed(8), Linear(100, 400));
    const { weight, bias } = draw();
    assert.deepEqual([weight.shape, bias?.shape], [[400, 100], [400]]);
    const values = Array.from(weight.data);
    const mean = values.reduce((sum, w) => sum + w, 0) / values.length;
    const square = values.reduce((sum, w) => sum + w * w, 0) / values.length;
    assert.ok(Math.max(...values.map(Math.abs)) <= Math.fround(0.1));
    // Standard errors: 0.1/√3/200 = 2.9e-4 of the mean, 1.5e-5 of the mean square.
    assert.ok(Math.abs(mean) < 1.5e-3, `mean ${mean}, seed 8`);
    assert.ok(Math.abs(square - 0.01 / 3) < 8e-5, `mean square ${square}, seed 8`);
    assert.ok(bias?.data.some((b) => b !== 0));
    assert.deepEqual(draw().weight.data, weight.data);
    assert.notDeepEqual(Linear(100, 400).weight.data, weight.data);
  });

  it('is nn.linear with the weight transposed', () => {
    const { weight, bias, layer } = (torch.manual_seed(1), Linear(4, 3, { dtype: torch.float64 }));
    const ours = nn.linear(4, 3, { initializer: nn.initializers.zeros });
    for (let i = 0; i < 12; i++)
      ours.parameters.weight.data[(i % 4) * 3 + Math.floor(i / 4)] = weight.data[i];
    ours.parameters.bias.data.set(bias?.data ?? []);
    const input = torch.tensor(x, { dtype: torch.float64 });
    assert.deepEqual(layer.forward(input)[0], ours.forward(input)[0]);
  });

  it('refuses sizes and options it does not know', () => {
    assert.throws(() => Linear(0, 3), OptionError);
    assert.throws(() => Linear(4, 2.5), /out_features should be a positive integer, got 2.5/);
    assert.throws(() => Linear(4, 3, { device: 'cuda' } as object), /unknown option 'device'/);
  });
});

describe('a module', () => {
  it('names parameters as PyTorch does, and takes them back from state_dict', () => {
    const model = small();
    const names = ['0.weight', '0.bias', '2.weight', '2.bias'];
    assert.deepEqual(Object.keys(model.state_dict()), names);
    torch.manual_seed(99);
    const other = Sequential(Linear(4, 5), ReLU(), Linear(5, 3));
    other.load_state_dict(model.state_dict());
    assert.deepEqual(other(x).data, model(x).data);
    assert.notEqual(other.parameters()[0].data, model.parameters()[0].data); // a copy
    assert.equal(model.state_dict()['0.weight'], model.parameters()[0]); // live
  });

  it('refuses a state that is not its own, and stays as it was', () => {
    const model = small();
    const before = model.parameters().map(({ data }) => data.slice());
    const state = { ...model.state_dict(), '0.weight': tensor(new Float32Array(20), { shape: [5, 4] }) };
    const part = { '0.weight': state['0.weight'] };
    assert.throws(() => model.load_state_dict(part), /'0.bias' is missing/);
    assert.throws(() => model.load_state_dict({ ...state, '1.weight': x }), /there is no '1.weight'/);
    const flat = { ...state, '2.bias': tensor(new Float32Array(4)) };
    assert.throws(() => model.load_state_dict(flat), /'2.bias' should have shape \[3\], got \[4\]/);
    assert.deepEqual(
      model.parameters().map(({ data }) => data),
      before,
    );
  });

  it('goes back once, and says so the second time', () => {
    const model = small();
    const loss = CrossEntropyLoss()(model(x), y);
    loss.backward();
    assert.throws(() => loss.backward(), /gone once; call the model and the loss again/);
  });

  it('adds gradients up until zero_grad sets them to null', () => {
    const model = small();
    const [weight] = model.parameters();
    const run = (): void => CrossEntropyLoss()(model(x), y).backward();
    run();
    const once = weight.grad?.data.slice() as Float32Array;
    run();
    assert.deepEqual(
      weight.grad?.data,
      once.map((g) => 2 * g),
    );
    model.zero_grad();
    assert.equal(weight.grad, null);
  });

  it('gives modules called one by one the gradients of Sequential', () => {
    const whole = small();
    torch.manual_seed(3);
    const parts = [Linear(4, 5), ReLU(), Linear(5, 3)];
    CrossEntropyLoss()(whole(x), y).backward();
    CrossEntropyLoss()(
      parts.reduce((input, part) => part(input), x),
      y,
    ).backward();
    const gradients = (modules: torch.nn.Module[]): unknown[] =>
      modules.flatMap((module) => module.parameters().map(({ grad }) => grad?.data));
    assert.deepEqual(gradients(parts), gradients([whole]));
  });

  it('keeps no way back under no_grad', () => {
    const model = small();
    const loss = torch.no_grad(() => CrossEntropyLoss()(model(x), y));
    assert.equal(loss.requires_grad, false);
    assert.throws(() => loss.backward(), /backward: expected the result of a module or a loss/);
    assert.throws(() => torch.no_grad(() => model(tensor([[1]]))), ShapeError);
    assert.equal(model(x).requires_grad, true); // recording again, after an error too
  });

  it('takes only modules into Sequential', () => {
    assert.throws(() => Sequential(nn.relu() as unknown as torch.nn.Module), /argument 0 should be a module/);
    assert.throws(() => LogSoftmax(0), /^OptionError: LogSoftmax: dim should be 1/);
    assert.throws(() => Softmax(0), /^OptionError: Softmax: dim should be 1/);
  });
});

describe('a loss of torch.nn', () => {
  it('has the options and the checks of the losses', () => {
    const z = torch.tensor([[1, 2, 3]], { requires_grad: true });
    assert.throws(() => CrossEntropyLoss({ ignoreIndex: 1 } as object), /unknown option 'ignoreIndex'/);
    assert.throws(() => CrossEntropyLoss()(z, [3]), LabelError);
    const probabilities = CrossEntropyLoss({ ignore_index: 1 });
    assert.throws(() => probabilities(z, torch.tensor([[1, 0, 0]])), /ignore_index is for class indices/);
    assert.ok(Number.isNaN(NLLLoss({ ignore_index: 2 })(LogSoftmax(1)(z), [2]).item()));
  });

  it('of several rows needs a gradient to go back from', () => {
    const z = torch.tensor(
      [
        [1, 2, 3],
        [0, 0, 0],
      ],
      { requires_grad: true },
    );
    const losses = CrossEntropyLoss({ reduction: 'none' })(z, [0, 1]);
    assert.throws(() => losses.item(), ShapeError);
    assert.throws(() => losses.backward(), /shape \[2\] needs a gradient/);
    assert.throws(() => losses.backward(tensor([1])), ShapeError);
    losses.backward(torch.tensor([0, 2]));
    assert.deepEqual(
      Array.from(z.grad?.data ?? []).map((g) => Math.round(g * 1e6) / 1e6 + 0),
      [0, 0, 0, 0.666667, -1.333333, 0.666667],
    );
  });

  it('gives the numbers of its docstrings', () => {
    const z = torch.tensor([[1, 2, 3]], { requires_grad: true });
    CrossEntropyLoss()(z, [2]).backward();
    const rounded = Array.from(z.grad?.data ?? []).map((g) => g.toFixed(4));
    assert.deepEqual(rounded, ['0.0900', '0.2447', '-0.3348']);
    const bce = BCEWithLogitsLoss({ pos_weight: 3 })(torch.tensor([1.5]), [1]);
    assert.equal(bce.item().toFixed(6), '0.604240');
    assert.deepEqual(Array.from(LogSoftmax(1)(torch.tensor([[1000, 0]])).data), [0, -1000]);
    assert.deepEqual(Array.from(Softmax(1)(torch.tensor([[1000, 1000]])).data), [0.5, 0.5]);
  });
});

describe('an optimiser of torch.optim', () => {
  it('refuses an empty list and options it does not know', () => {
    assert.throws(() => torch.optim.SGD([]), /expected parameters, got none/);
    const [weight] = small().parameters();
    assert.throws(() => torch.optim.Adam([weight], { learningRate: 1 } as object), /unknown option/);
    assert.throws(() => torch.optim.SGD([weight], { nesterov: true }), OptionError);
  });

  it('keeps its averages when each step frees its tensors, and ends in the same bits', () => {
    const train = (scope: (body: () => void) => void): unknown => {
      const model = small();
      const optimizer = torch.optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 });
      for (let step = 0; step < 5; step++) {
        scope(() => {
          optimizer.zero_grad();
          CrossEntropyLoss()(model(x), y).backward();
          optimizer.step();
        });
      }
      return model.parameters().map(({ data }) => Array.from(data));
    };
    assert.deepEqual(
      train((body) => wasm.scope(body)),
      train((body) => body()),
    );
  });
});
