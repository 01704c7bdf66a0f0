import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, tensor } from '../core';
import { classHierarchy, commonAncestor, hedge, nodeProbabilities } from '.';

/** Two ways lead up from 'cat' and 'dog', and meet. */
const PARENTS: Record<string, string[]> = {
  cat: ['pet', 'feline'],
  lion: ['feline'],
  dog: ['pet', 'canine'],
  feline: ['carnivore'],
  canine: ['carnivore'],
  pet: ['animal'],
  carnivore: ['animal'],
  animal: ['entity'],
  car: ['entity'],
  entity: [],
};
const CLASSES = ['cat', 'dog', 'lion', 'car'];
const hierarchy = classHierarchy(CLASSES, (id) => PARENTS[id]);
const node = (id: string) => hierarchy.nodes.find((other) => other.id === id)!;

/** A graph of `nodes` nodes, of which the last ones are classes; node 0 is the top. */
function randomHierarchy(seed: number) {
  const r = rng(seed);
  const [inner, leaves] = [12, 20];
  const parents = new Map<string, string[]>([['0', []]]);
  for (let i = 1; i < inner + leaves; i++) {
    const above = Array.from({ length: 1 + r.integer(3) }, () => String(r.integer(Math.min(i, inner))));
    parents.set(String(i), [...new Set(above)]);
  }
  const classes = Array.from({ length: leaves }, (_, i) => String(inner + i));
  const ancestors = (id: string): Set<string> =>
    new Set([id, ...parents.get(id)!.flatMap((parent) => [...ancestors(parent)])]);
  return { classes, ancestors, hierarchy: classHierarchy(classes, (id) => parents.get(id)!) };
}

describe('classHierarchy', () => {
  it('gives each node its parents, its children and the set of classes below it', () => {
    assert.deepEqual(node('carnivore'), {
      id: 'carnivore',
      parents: ['animal'],
      children: ['feline', 'canine'],
      labels: Int32Array.of(0, 1, 2),
      information: node('carnivore').information,
    });
    assert.deepEqual(node('animal').labels, Int32Array.of(0, 1, 2), 'a cat counts once');
    assert.deepEqual(node('dog').labels, Int32Array.of(1));
    assert.deepEqual([node('entity'), node('pet'), node('car')].map(({ information }) => information), [0, 1, 2]); // prettier-ignore
    assert.ok(Math.abs(node('animal').information - 0.41503749927884376) < 1e-15);
  });

  it('has each node once, after its parents, the top first', () => {
    const ids = hierarchy.nodes.map(({ id }) => id);
    assert.deepEqual([...ids].sort(), Object.keys(PARENTS).sort());
    assert.equal(ids[0], 'entity');
    for (const { id, parents } of hierarchy.nodes)
      for (const parent of parents) assert.ok(ids.indexOf(parent) < ids.indexOf(id), `${parent} above ${id}`);
  });

  it('takes a class that is above another', () => {
    const { nodes } = classHierarchy(['dog', 'pug'], (id) => (id === 'pug' ? ['dog'] : []));
    assert.deepEqual(nodes.map(({ labels }) => [...labels]), [[0, 1], [1]]); // prettier-ignore
  });

  it('refuses what is none', () => {
    const none = () => [];
    const refused = (message: RegExp) => ({ name: 'OptionError', message });
    assert.throws(() => classHierarchy([], none), refused(/distinct ids/));
    assert.throws(() => classHierarchy(['a', 'a'], none), refused(/distinct ids/));
    assert.throws(() => classHierarchy(['a', 'b'], none), refused(/one node above all, got 2: a, b/));
    assert.throws(
      () => classHierarchy(['a'], (id) => [id === 'a' ? 'b' : 'a']),
      refused(/'a' is above itself/),
    );
    assert.throws(() => classHierarchy(['a'], () => [1] as never), refused(/for 'a'/));
  });
});

describe('nodeProbabilities', () => {
  it("sums over the set of a node's classes", () => {
    const { data, shape } = nodeProbabilities(hierarchy, tensor([[0.5, 0.25, 0.125, 0.125]]));
    assert.deepEqual(shape, [1, 10]);
    const of = (id: string) => data[hierarchy.nodes.indexOf(node(id))];
    const ids = ['entity', 'animal', 'carnivore', 'pet', 'feline', 'canine', 'cat', 'car'];
    assert.deepEqual(ids.map(of), [1, 0.875, 0.875, 0.75, 0.625, 0.25, 0.5, 0.125]);
  });

  it('is on random graphs what following every class up gives', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { classes, ancestors, hierarchy } = randomHierarchy(seed);
      const p = Array.from(rng(seed).uniforms([classes.length]).data);
      const sum = p.reduce((total, each) => total + each);
      const { data } = nodeProbabilities(hierarchy, [p.map((each) => each / sum)]);
      hierarchy.nodes.forEach(({ id }, i) => {
        const below = classes.flatMap((name, label) => (ancestors(name).has(id) ? [p[label] / sum] : []));
        const expected = below.reduce((total, each) => total + each);
        assert.ok(Math.abs(data[i] - expected) < 1e-14, `seed ${seed}, node ${id}`);
      });
    }
  });

  it('refuses other numbers of classes, and logits', () => {
    assert.throws(() => nodeProbabilities(hierarchy, [[0.5, 0.5]]), {
      name: 'ShapeError',
      message: /should have shape \[N, 4\], one a class, got \[1, 2\]/,
    });
    assert.throws(() => nodeProbabilities(hierarchy, [[3, 1, 0, 2]]), { name: 'DomainError' });
  });
});

describe('hedge', () => {
  const answers = (threshold: number) =>
    hedge(hierarchy, [[0.5, 0.25, 0.125, 0.125], [0.1, 0.1, 0.1, 0.7]], threshold).map(({ id }) => id); // prettier-ignore

  it('says less where it is to be surer', () => {
    assert.deepEqual([0, 0.5, 0.6, 0.75].map(answers), [
      ['cat', 'car'],
      ['cat', 'car'],
      ['pet', 'car'],
      ['pet', 'entity'],
    ]);
    assert.deepEqual(answers(0.8), ['carnivore', 'entity'], 'the lowest of those that are equally probable');
    assert.deepEqual(answers(1), ['entity', 'entity']);
  });

  it('answers with the top where rounding leaves it below the threshold', () => {
    assert.equal(hedge(hierarchy, [[0.3333, 0.3333, 0.3333, 0]], 1)[0].id, 'entity');
  });

  it('loses no accuracy when the threshold rises, on any graph', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const { classes, hierarchy } = randomHierarchy(seed);
      const p = Array.from(rng(seed).uniforms([classes.length]).data, (u) => u * u * u);
      const sum = p.reduce((total, each) => total + each);
      const row = [p.map((each) => each / sum)];
      const masses = nodeProbabilities(hierarchy, row).data;
      let before = Infinity;
      for (const threshold of [0, 0.1, 0.3, 0.5, 0.8, 1]) {
        const [answer] = hedge(hierarchy, row, threshold);
        assert.ok(answer.information <= before, `seed ${seed}`);
        const probable = hierarchy.nodes.filter((_, i) => masses[i] >= threshold);
        assert.ok(
          probable.every(({ information }) => information <= answer.information),
          `seed ${seed}`,
        );
        before = answer.information;
      }
    }
  });

  it('refuses a threshold that is no probability', () => {
    for (const threshold of [-0.1, 1.1, NaN, '0.5' as never])
      assert.throws(() => hedge(hierarchy, [[1, 0, 0, 0]], threshold), { name: 'OptionError' });
  });
});

describe('commonAncestor', () => {
  it('is the most specific kind of both, whatever way leads there', () => {
    const table = CLASSES.map((_, a) => CLASSES.map((_, b) => commonAncestor(hierarchy, a, b).id));
    assert.deepEqual(table, [
      ['cat', 'pet', 'feline', 'entity'],
      ['pet', 'dog', 'carnivore', 'entity'],
      ['feline', 'carnivore', 'lion', 'entity'],
      ['entity', 'entity', 'entity', 'car'],
    ]);
  });

  it('refuses what is no class', () => {
    assert.throws(() => commonAncestor(hierarchy, 0, 4), { name: 'LabelError', message: /labels\[1\] is 4/ });
  });
});
