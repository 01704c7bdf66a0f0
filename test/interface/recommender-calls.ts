import { recommenders, rng, tensor, type Tensor } from '../../src';

const history = (): recommenders.Interactions =>
  recommenders.interactions({ users: [0, 0, 1], items: [0, 1, 2], userCount: 2, itemCount: 3 });
const features = (rows: number): Tensor => tensor(Array.from({ length: rows }, (_, i) => [i, 1]));

/** Arguments by path. */
export const RECOMMENDERS: Record<string, () => unknown[]> = {
  'recommenders.interactions': () => [
    {
      users: tensor([0, 0, 1]),
      items: tensor([0, 1, 2]),
      values: tensor([1, 2, 3]),
      userCount: 2,
      itemCount: 3,
    },
  ],
  'recommenders.popularity': () => [history()],
  'recommenders.itemKnn': () => [history(), { neighbours: 2 }],
  'recommenders.ease': () => [history(), { l2: 1 }],
  'recommenders.recommend': () => [tensor([[1, 2, 3], [3, 2, 1]]), { seen: history(), k: 1 }], // prettier-ignore
  'recommenders.heldOut': () => [history(), { seen: history() }],
  'recommenders.softmaxFactorisation': () => [history(), { dimension: 2, epochs: 1, rng: rng(1) }],
  'recommenders.softmaxAutoencoder': () => [history(), { hidden: 2, epochs: 1, rng: rng(1) }],
  'recommenders.sampledFactorisation': () => [history(), { dimension: 2, epochs: 1, rng: rng(1) }],
  'recommenders.sequential': () => [
    history(),
    { length: 3, dimension: 2, layers: 1, epochs: 1, rng: rng(1) },
  ],
  'recommenders.twoTower': () => [
    history(),
    { userFeatures: features(2), itemFeatures: features(3), dimension: 2, hidden: 2, epochs: 1, rng: rng(1) },
  ],
};
