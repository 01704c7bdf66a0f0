import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tensor } from '../core';
import { classTree, pathTo, type Pairs } from './class-tree';
import { hierarchicalSoftmax } from './hierarchical-softmax';
import { rng } from '../core';

describe('classTree', () => {
  it('is what its pairs say, in whatever order they are', () => {
    // root 6: (node 5: (node 4: 0, 1), 2), 3
    const tree = classTree([
      [0, 1],
      [4, 2],
      [5, 3],
    ]);
    assert.equal(tree.classes, 4);
    assert.deepEqual([...tree.children], [0, 1, 4, 2, 5, 3]);
    assert.deepEqual([...tree.parents], [4, 4, 5, 6, 5, 6, -1]);
    assert.deepEqual([...tree.order], [6, 5, 4]);
    assert.deepEqual([...tree.depths], [3, 3, 2, 1]);
    const turned = classTree([
      [5, 3],
      [6, 2],
      [0, 1],
    ]);
    assert.deepEqual([...turned.order], [4, 5, 6]);
    assert.deepEqual(turned.depths, tree.depths);
    assert.deepEqual(pathTo(turned, 1), [
      { row: 0, bit: 0 },
      { row: 1, bit: 0 },
      { row: 2, bit: 1 },
    ]);
  });

  it('may have a single class, and be as deep as it is large', () => {
    assert.deepEqual([...classTree([]).depths], [0]);
    assert.deepEqual(pathTo(classTree([]), 0), []);
    const count = 20000;
    const chain = Array.from({ length: count }, (_, i): [number, number] => [
      i,
      i === count - 1 ? i + 1 : count + 2 + i,
    ]);
    assert.equal(classTree(chain).depths[count], count);
  });

  const NO_TREES: [name: string, pairs: unknown, message: RegExp][] = [
    ['no array', 3, /classTree: there should be pairs of children, like .*, got 3/],
    ['no pairs', [0, 1], /pair 0 should be the two children of a node, like \[0, 1\], got 0/],
    ['one child', [[0, 1], [3]], /pair 1 should be the two children/],
    ['three children', [[0, 1, 2]], /pair 0 should be the two children/],
    ['a hole', [[0, 1], , [4, 2]], /pair 1 .* got undefined/], // eslint-disable-line no-sparse-arrays
    [
      'what does not exist',
      [
        [0, 1],
        [5, 2],
      ],
      /node 4 has the child 5; 2 pairs make a tree of the classes 0 … 2 and the nodes 3 … 4/,
    ],
    ['a negative class', [[0, -1]], /node 2 has the child -1/],
    ['half a class', [[0, 0.5]], /node 2 has the child 0.5/],
    ['2³² + 1', [[0, 4294967297]], /node 2 has the child 4294967297/],
    [
      'a class twice',
      [
        [0, 1],
        [3, 1],
      ],
      /class 1 is below the nodes 3 and 4; it should be in one place/,
    ],
    ['a class twice below a node', [[1, 1]], /class 1 is twice below node 2/],
    [
      'a node twice',
      [
        [0, 1],
        [2, 4],
        [4, 3],
      ],
      /node 4 is below the nodes 5 and 6/,
    ],
    [
      'a cycle and a missing class',
      [
        [0, 4],
        [3, 1],
      ],
      /class 2 is below no node/,
    ],
    [
      'a cycle beside a tree',
      [
        [0, 1],
        [5, 3],
        [6, 2],
        [2, 4],
      ],
      /class 2 is below the nodes 7 and 8/,
    ],
    [
      'a cycle',
      [
        [0, 1],
        [6, 3],
        [5, 2],
      ],
      /node [56] is above itself/,
    ],
    [
      'itself',
      [
        [0, 1],
        [4, 2],
      ],
      /node 4 is above itself/,
    ],
  ];
  for (const [name, pairs, message] of NO_TREES) {
    it(`is not ${name}`, () => {
      assert.throws(() => classTree(pairs as Pairs), { name: 'OptionError', message });
      if (Array.isArray(pairs)) {
        const of = message.source.replace('classTree', 'hierarchicalSoftmax');
        const make = (): unknown => hierarchicalSoftmax(2, { tree: pairs as Pairs, rng: rng(1) });
        assert.throws(make, { name: 'OptionError', message: new RegExp(of) });
      }
    });
  }

  it('is not believed more than its children', () => {
    const tree = { ...classTree([[0, 1]]), children: Int32Array.of(0, 0) };
    assert.throws(() => pathTo(tree, 0), /pathTo: class 0 is twice below node 2/);
    assert.throws(() => pathTo({ ...tree, children: Int32Array.of(1) }, 0), /pathTo: tree should be what/);
    assert.throws(() => pathTo(tensor([1]) as never, 0), /pathTo: tree should be what/);
    assert.throws(() => pathTo(classTree([[0, 1]]), 2), {
      name: 'LabelError',
      message: /pathTo: label\[0\] is 2/,
    });
  });
});
