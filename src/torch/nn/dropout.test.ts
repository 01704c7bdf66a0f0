import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as torch from '..';

const ones = torch.tensor(new Array<number>(200).fill(1));
const isOnes = (x: { data: ArrayLike<number> }) => Array.from(x.data).every((value) => value === 1);

describe('torch.nn.Dropout', () => {
  it('drops until eval(), and again after train(), alone and within a Sequential', () => {
    torch.manual_seed(1);
    const inner = torch.nn.Dropout(0.5);
    for (const module of [torch.nn.Dropout(0.5), torch.nn.Sequential(inner)]) {
      assert.equal(module.training, true);
      assert.ok(!isOnes(module(ones)));
      assert.ok(isOnes(module.eval()(ones)));
      assert.equal(inner.training, module.training || inner.training);
      assert.ok(!isOnes(module.train()(ones)));
    }
    assert.ok(isOnes(torch.nn.Sequential(torch.nn.Dropout(0.5).eval())(ones)), 'one alone may predict');
  });

  it('draws anew at each call, and the same after the same seed', () => {
    const twice = () => {
      torch.manual_seed(3);
      const module = torch.nn.Dropout(0.5);
      return [module(ones).data, module(ones).data].map((data) => Array.from(data));
    };
    const [first, second] = twice();
    assert.notDeepEqual(first, second);
    assert.deepEqual(twice(), [first, second]);
  });
});
