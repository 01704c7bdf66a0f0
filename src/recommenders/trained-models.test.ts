import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sparse } from '../../test/support/interactions';
import { ownShare, twoKinds } from '../../test/support/random-history';
import { log, rng, tensor } from '../core';
import { itemsOf, type Interactions } from '../core/interactions';
import { interactions } from './interactions';
import { popularity } from './popularity';
import { recommend } from './recommend';
import type { Recommender } from './recommender';
import { sampledFactorisation } from './sampled-factorisation';
import { sequential } from './sequential';
import { softmaxAutoencoder } from './softmax-autoencoder';
import { softmaxFactorisation } from './softmax-factorisation';
import type { TrainingOptions } from './training';
import { twoTower } from './two-tower';

type Trained = Recommender & { readonly losses: readonly number[] };
type Train = (history: Interactions, options: TrainingOptions) => Promise<Trained>;

const [USERS, ITEMS] = [101, 24];
const history = twoKinds(USERS, ITEMS);

/** Which kind a user or an item is of is a feature. */
const kinds = ({ shape }: Interactions) => ({
  userFeatures: Array.from({ length: shape[0] }, (_, u) => [u % 2, 1]),
  itemFeatures: Array.from({ length: shape[1] }, (_, i) => [i < shape[1] / 2 ? 0 : 1]),
});

const small = { epochs: 30, learningRate: 0.03, weightDecay: 1e-4 };
const MODELS: Record<string, { train: Train; own: object }> = {
  softmaxFactorisation: { train: softmaxFactorisation, own: { dimension: 4 } },
  softmaxAutoencoder: { train: softmaxAutoencoder, own: { hidden: 8, batchSize: 16 } },
  'sampledFactorisation, uniform': {
    train: sampledFactorisation,
    own: { negatives: 'uniform', dimension: 4, samples: 8, batchSize: 64 },
  },
  'sampledFactorisation, popularity': {
    train: sampledFactorisation,
    own: { negatives: 'popularity', dimension: 4, samples: 8, batchSize: 64 },
  },
  sequential: {
    train: sequential,
    own: { length: 12, dimension: 8, layers: 1, batchSize: 16, epochs: 60 },
  },
  twoTower: {
    train: (given, options) => twoTower(given, { ...kinds(given), ...options }),
    own: { dimension: 4, hidden: 4, batchSize: 64 },
  },
  'sampledFactorisation, in batch': { train: sampledFactorisation, own: { dimension: 4, batchSize: 64 } },
};

for (const [name, { train, own }] of Object.entries(MODELS)) {
  const options = { ...small, ...own };

  describe(name, () => {
    it('learns who likes what, in float32 and float64, the same each time', async () => {
      for (const dtype of ['float32', 'float64'] as const) {
        const model = await train(history, { ...options, dtype, rng: rng(1) });
        const scores = model.scores();
        assert.deepEqual([scores.shape, scores.dtype], [[USERS, ITEMS], dtype]);
        const lists = recommend(scores, { k: 3, seen: history }).slice(0, USERS - 1);
        const popular = recommend(popularity(history).scores(), { k: 3, seen: history }).slice(0, USERS - 1);
        assert.ok(
          ownShare(lists, ITEMS) > 0.9 && ownShare(popular, ITEMS) < 0.5,
          `${ownShare(lists, ITEMS)}`,
        );
        assert.ok(model.losses.at(-1)! < model.losses[0] - 0.2, String(model.losses));
        const again = await train(history, { ...options, dtype, rng: rng(1) });
        assert.deepEqual(again.scores([7]).data, model.scores([7]).data);
        // A product of another shape may be summed in another order.
        const tolerance = dtype === 'float32' ? 1e-5 : 0;
        model
          .scores([7])
          .data.forEach((score, i) => assert.ok(Math.abs(score - scores.data[7 * ITEMS + i]) <= tolerance));
      }
    });

    // In a batch the split of what is common to all users between bias and vectors is a matter of chance.
    const skip = name.endsWith('in batch') || ['twoTower', 'sequential'].includes(name);
    it('gives a user without history what is popular', { skip }, async () => {
      const model = await train(history, { ...options, dtype: 'float64', rng: rng(1) });
      const [list] = recommend(model.scores([USERS - 1]), { k: 6 });
      const place = (item: number) => item % (ITEMS / 2);
      const mean = Array.from(list).reduce((sum, item) => sum + place(item), 0) / 6;
      assert.ok(mean < 4.5, String(list)); // of 0 … 11, whose mean is 5.5
    });

    it('tells of each epoch', async () => {
      const told: unknown[] = [];
      const model = await train(history, {
        ...options,
        epochs: 2,
        rng: rng(1),
        onEpoch: (e) => void told.push(e),
      });
      assert.deepEqual(
        told,
        model.losses.map((loss, epoch) => ({ epoch, epochs: 2, loss })),
      );
    });

    it('says what is wrong', async () => {
      const cases: [object, string, RegExp][] = [
        [{ rng: undefined }, 'OptionError', /rng should be a generator/],
        [{ epochs: 0 }, 'OptionError', /epochs should be a positive integer/],
        [{ learningRate: 0 }, 'OptionError', /learningRate should be a finite number > 0/],
        [{ weightDecay: -1 }, 'OptionError', /weightDecay should be a finite number ≥ 0/],
        [{ dtype: 'float16' }, 'OptionError', /dtype should be one of/],
        [{ steps: 3 }, 'OptionError', /unknown option 'steps'/],
        [
          { learningRate: 1e308, dtype: 'float64' },
          'DomainError',
          /the loss is .* in epoch .*; lower the learning rate|logits .* are all −∞|label and of all its negatives are −∞/,
        ],
      ];
      for (const [change, error, message] of cases)
        await assert.rejects(train(history, { ...options, rng: rng(1), ...change }), {
          name: error,
          message,
        });
      const none = sparse([[0, 0], [0, 0]]); // prettier-ignore
      await assert.rejects(train(none, { ...options, rng: rng(1) }), {
        name: 'OptionError',
        message: /no interactions/,
      });
    });
  });
}

describe('softmaxFactorisation', () => {
  it('reaches the entropy of what it can tell, its optimum', async () => {
    // Without a penalty and with as many dimensions as users each row of logits is free: p is the user's share of each item.
    const model = await softmaxFactorisation(sparse([[3, 1, 0], [1, 1, 2]]), {
      dimension: 3, epochs: 600, learningRate: 0.05, weightDecay: 0, dtype: 'float64', rng: rng(1),
    }); // prettier-ignore
    const entropy = (shares: number[]) => -shares.reduce((sum, p) => sum + p * log(p), 0);
    const best = (entropy([0.75, 0.25]) + entropy([0.25, 0.25, 0.5])) / 2;
    assert.ok(
      model.losses.at(-1)! - best < 0.002 && model.losses.at(-1)! > best - 1e-9,
      `${model.losses.at(-1)} ${best}`,
    );
  });

  it('begins with the loss of equal probabilities, as vectors are near 0', async () => {
    const { losses } = await softmaxFactorisation(history, { dimension: 4, epochs: 1, rng: rng(1) });
    assert.ok(Math.abs(losses[0] - Math.log(ITEMS)) < 0.01);
  });
});

describe('sampledFactorisation', () => {
  it('without log-Q correction shuns what is popular', async () => {
    const place = (item: number) => item % (ITEMS / 2);
    const meanPlace = async (logQ: boolean): Promise<number> => {
      const options = { ...small, dimension: 4, batchSize: 64, logQ, rng: rng(1) };
      const lists = recommend((await sampledFactorisation(history, options)).scores(), { k: 4 });
      return lists.flatMap((list) => [...list]).reduce((sum, item) => sum + place(item), 0) / (4 * USERS);
    };
    const [corrected, plain] = [await meanPlace(true), await meanPlace(false)];
    assert.ok(corrected < plain - 1, `${corrected} ${plain}`);
  });

  it('has no samples in a batch', async () => {
    await assert.rejects(sampledFactorisation(history, { samples: 3, rng: rng(1) }), {
      name: 'OptionError',
      message: /leave out samples, or give batchSize/,
    });
  });
});

describe('twoTower', () => {
  const options = {
    ...small,
    dimension: 4,
    hidden: 4,
    batchSize: 64,
    rng: rng(1),
    dtype: 'float64',
  } as const;

  it('knows new users and items by their features', async () => {
    const { towers, users, items } = await twoTower(history, { ...options, ...kinds(history), ids: false });
    const width = users.shape[1];
    const [mine] = towers.user.forward(tensor([[0, 1], [1, 1]])); // prettier-ignore
    const [its] = towers.item.forward(tensor([[0], [1]]));
    const score = (u: number, i: number): number =>
      Array.from({ length: width }, (_, d) => mine.data[u * width + d] * its.data[i * width + d]).reduce(
        (a, b) => a + b,
      );
    assert.ok(score(0, 0) > score(0, 1) + 2 && score(1, 1) > score(1, 0) + 2);
    assert.deepEqual(users.data.slice(0, width), mine.data.slice(0, width));
    assert.deepEqual(items.data.slice(0, width), its.data.slice(0, width));
  });

  it('refuses features that do not fit', async () => {
    const good = kinds(history);
    const cases: [object, string, RegExp][] = [
      [{ userFeatures: [[1]] }, 'ShapeError', /userFeatures should have shape \[101, F\], got \[1, 1\]/],
      [{ itemFeatures: undefined }, 'OptionError', /give itemFeatures, \[24, F\]/],
      [
        { itemFeatures: good.itemFeatures.map(() => [NaN]) },
        'DomainError',
        /itemFeatures has NaN; say what is unknown/,
      ],
    ];
    for (const [change, name, message] of cases)
      await assert.rejects(twoTower(history, { ...options, ...good, ...change }), { name, message });
  });
});

describe('sequential', () => {
  /** Each user goes round 0, 1, …, 9 from a place of their own, and stops after some steps. */
  const rounds = interactions({
    ...roundTrips(
      Array.from({ length: 40 }, (_, u) => ({ from: u % 10, steps: u === 39 ? 0 : 2 + (u % 7) })),
    ),
    userCount: 40,
    itemCount: 10,
  });
  const options = {
    length: 4,
    dimension: 16,
    layers: 1,
    dropout: 0,
    epochs: 60,
    learningRate: 0.01,
    rng: rng(1),
  };

  it('foresees what comes next in an order', async () => {
    const { scores } = await sequential(rounds, options);
    const next = recommend(scores(), { k: 1 }).map(([item]) => item);
    const right = next.filter((item, u) => item === (u + 2 + (u % 7)) % 10);
    assert.ok(right.length >= 38, String(next));
    assert.ok(scores([39]).data.every((score) => score === 0));
  });

  it('says what is wrong', async () => {
    const alone = sparse([[1, 0], [0, 1]]); // prettier-ignore
    const cases: [Interactions, object, RegExp][] = [
      [alone, {}, /nobody has two items/],
      [rounds, { heads: 3 }, /heads should divide the dimension, got 3 and 16/],
      [rounds, { length: 0 }, /length should be a positive integer/],
    ];
    for (const [given, change, message] of cases)
      await assert.rejects(sequential(given, { ...options, ...change }), { name: 'OptionError', message });
  });
});

function roundTrips(trips: { from: number; steps: number }[]) {
  return {
    users: trips.flatMap(({ steps }, user) => new Array<number>(steps).fill(user)),
    items: trips.flatMap(({ from, steps }) => Array.from({ length: steps }, (_, n) => (from + n) % 10)),
  };
}

describe('softmaxAutoencoder', () => {
  it('takes histories that are not those it learned from by its model', async () => {
    const { model, scores } = await softmaxAutoencoder(history, {
      ...small,
      hidden: 8,
      dtype: 'float64',
      rng: rng(1),
    });
    const own = itemsOf(history, 0);
    const row = Float64Array.from({ length: ITEMS }, (_, i) =>
      own.includes(i) ? 1 / Math.sqrt(own.length) : 0,
    );
    const [logits] = model.forward({ data: row, shape: [1, ITEMS], dtype: 'float64' });
    assert.deepEqual(logits.data, scores([0]).data);
    await assert.rejects(softmaxAutoencoder(history, { dropout: 1, rng: rng(1) }), {
      name: 'OptionError',
      message: /dropout should be below 1/,
    });
  });
});
