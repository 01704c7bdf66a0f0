import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const root = join(__dirname, '..');
const folder = join(root, 'notebooks', 'runs');
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

interface Run {
  program: string;
  versions: Record<string, string>;
  recipe: object;
  accuracy: number;
  losses: number[];
}

/** That the curves are ours is claimed, and so checked, by the notebooks that draw them. */
describe('the committed runs of the frameworks', () => {
  const [pytorch, keras] = ['mnist-pytorch.json', 'mnist-keras.json'].map((name) => read(name) as Run);

  it('are of the recipe that the notebooks train, and of programs that are there', () => {
    for (const { recipe, program } of [pytorch, keras]) {
      assert.deepEqual(recipe, read('recipe.json'));
      assert.match(readFileSync(join(folder, program), 'utf8'), /^"""/);
    }
  });

  it('were made with the versions that npm run frameworks installs', () => {
    const pins = readFileSync(join(root, 'requirements-frameworks.txt'), 'utf8');
    const pinned = (name: string): string | undefined =>
      new RegExp(`^${name}(?:-cpu)?==([^\\s;]+)`, 'm').exec(pins)?.[1];
    const versions: Record<string, string> = { ...pytorch.versions, ...keras.versions };
    for (const name of ['numpy', 'torch', 'tensorflow', 'keras']) {
      assert.equal(versions[name].split('+')[0], pinned(name), name);
    }
  });

  it('hold 500 losses that fall from ln 10, equal in PyTorch and Keras to 1e-5', () => {
    for (const { losses, accuracy } of [pytorch, keras]) {
      assert.equal(losses.length, 500);
      assert.ok(Math.abs(losses[0] - Math.LN10) < 0.1 && losses[499] < 0.5);
      assert.ok(accuracy > 0.93);
    }
    pytorch.losses.forEach((loss, i) => {
      assert.ok(Math.abs(loss / keras.losses[i] - 1) < 1e-5, `step ${i}: ${loss} and ${keras.losses[i]}`);
    });
  });
});

describe('the committed runs of one batch and of careless calls', () => {
  const pins = readFileSync(join(root, 'requirements-frameworks.txt'), 'utf8');
  const isPinned = (name: string, version: string): boolean =>
    new RegExp(`^${name}(?:-cpu)?==${version.split('+')[0]}\\b`, 'm').test(pins);
  const batch = read('batch.json') as {
    logits: number[][];
    results: Pick<Run, 'program' | 'versions' | 'losses'>[] & { gradient: number[] }[];
  };
  const traps = read('traps.json') as Pick<Run, 'versions'> & {
    frameworks: string[];
    outcomes: Record<string, (string | null)[]>;
  };

  it('are of programs that are there, with the versions that npm run frameworks installs', () => {
    for (const { program, versions } of batch.results) {
      assert.ok(readFileSync(join(folder, program), 'utf8').length > 0);
      for (const name of ['numpy', 'torch', 'tensorflow', 'keras', 'jax'])
        if (name in versions) assert.ok(isPinned(name, versions[name]), `${program}: ${name}`);
    }
    const { python, ...others } = traps.versions;
    for (const [name, version] of Object.entries(others)) assert.ok(isPinned(name, version), name);
    assert.match(python, /^3\./);
  });

  it('have a loss for every row, a gradient for every logit, and an outcome for every framework', () => {
    for (const { losses, gradient } of batch.results) {
      assert.deepEqual([losses.length, gradient.length], [batch.logits.length, batch.logits.flat().length]);
    }
    for (const found of Object.values(traps.outcomes)) assert.equal(found.length, traps.frameworks.length);
  });
});

describe("the committed runs of word vectors, gensim's and ours", () => {
  const { recipe, versions, results } = read('word-vectors.json') as {
    recipe: { runs: { model: string; objective: string; epochs: number; seed: number }[] };
    versions: Record<string, string>;
    results: {
      by: string;
      model: string;
      objective: string;
      epochs: number;
      wordsim: number[];
      simlex: number[];
    }[];
  };

  it('are one of each for every run of the recipe', () => {
    assert.deepEqual(recipe, read('word-vectors-recipe.json'));
    for (const by of ['gensim', 'softmax-lab']) {
      const own = results.filter((run) => run.by === by);
      assert.deepEqual(
        own.map(({ model, objective, epochs }) => ({ model, objective, epochs, seed: 1 })),
        recipe.runs,
      );
      for (const { wordsim, simlex } of own) assert.deepEqual([wordsim.length, simlex.length], [150, 667]);
    }
  });

  it('were made with the gensim that npm run frameworks installs', () => {
    const pins = readFileSync(join(root, 'requirements-frameworks.txt'), 'utf8');
    assert.ok(pins.includes(`\ngensim==${versions.gensim}\n`));
  });
});

describe('the committed rankings of LightGBM', () => {
  const { program, recipe, versions, folds, results } = read('lightgbm-ranking.json') as {
    program: string;
    recipe: { splits: number; folds: number; objectives: string[] };
    versions: Record<string, string>;
    folds: number[][];
    results: { objective: string; ndcg: number[][] }[];
  };

  it('are one for every objective and split of the recipe, of a program that is there', () => {
    assert.deepEqual(recipe, read('ranking-recipe.json'));
    assert.match(readFileSync(join(folder, program), 'utf8'), /^"""/);
    assert.deepEqual(results.map(({ objective }) => objective), recipe.objectives); // prettier-ignore
    for (const split of [folds, ...results.map(({ ndcg }) => ndcg)]) {
      assert.deepEqual(split.map((queries) => queries.length), Array(recipe.splits).fill(86)); // prettier-ignore
    }
  });

  it('deal the queries to folds of nearly one size, and rank each better than chance on average', () => {
    for (const split of folds) {
      const sizes = Array.from(
        { length: recipe.folds },
        (_, fold) => split.filter((own) => own === fold).length,
      );
      assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1, String(sizes));
    }
    for (const { objective, ndcg } of results) {
      for (const values of ndcg) {
        assert.ok(values.every((value) => value >= 0 && value <= 1));
        assert.ok(values.reduce((sum, value) => sum + value, 0) / 86 > 0.35, objective); // chance: 0.18
      }
    }
  });

  it('were made with the LightGBM that npm run frameworks installs', () => {
    const pins = readFileSync(join(root, 'requirements-frameworks.txt'), 'utf8');
    assert.ok(pins.includes(`\nlightgbm==${versions.lightgbm}\n`));
    assert.ok(pins.includes(`\nnumpy==${versions.numpy}\n`));
  });
});

describe("the committed runs of recommenders, implicit's, RecBole's and ours", () => {
  const recipe = read('recommender-recipe.json') as {
    seed: number;
    grids: Record<string, Record<string, number[]>>;
    implicit: Record<string, Record<string, number[]>>;
    recbole: Record<string, Record<string, number[]>>;
  };
  interface Result {
    model: string;
    settings: object;
    tried: { settings: object; ndcg: number }[];
    test: { ndcg: number[]; recall: number[] };
  }
  const ours = read('recommender-grids.json') as {
    recipe: object;
    results: { model: string; settings: Record<string, number>; ndcg: number }[];
  };
  const [implicit, recbole] = (['implicit', 'recbole'] as const).map((name) => ({
    name,
    ...(read(`${name}-recommenders.json`) as {
      recipe: object;
      versions: Record<string, string>;
      users: number[];
      results: Result[];
    }),
  }));
  const size = (grid: Record<string, number[]>): number =>
    Object.values(grid).reduce((product, values) => product * values.length, 1);

  it('are one for every setting of the recipe', () => {
    assert.deepEqual(ours.recipe, { seed: recipe.seed, grids: recipe.grids });
    for (const [model, grid] of Object.entries(recipe.grids))
      assert.equal(ours.results.filter((run) => run.model === model).length, size(grid), model);
    for (const { name, recipe: own, results } of [implicit, recbole]) {
      const grids = recipe[name];
      assert.deepEqual(own, { seed: recipe.seed, [name]: grids });
      assert.deepEqual(
        results.map(({ model, tried }) => [model, tried.length]),
        Object.entries(grids).map(([model, grid]) => [model, size(grid)]),
      );
    }
  });

  it('judge what was best on validation, user by user', () => {
    assert.deepEqual(recbole.users, implicit.users);
    for (const { settings, tried, test } of [...implicit.results, ...recbole.results]) {
      const best = Math.max(...tried.map(({ ndcg }) => ndcg));
      assert.deepEqual(settings, tried.find(({ ndcg }) => ndcg === best)?.settings);
      assert.deepEqual(
        [test.ndcg.length, test.recall.length],
        [implicit.users.length, implicit.users.length],
      );
    }
  });

  it("have the same of EASE, in closed form, by RecBole's and by ours", () => {
    const theirs = recbole.results.find(({ model }) => model === 'EASE')!.tried;
    const own = ours.results.filter(({ model }) => model === 'ease');
    assert.deepEqual(recipe.recbole.EASE.reg_weight, recipe.grids.ease.l2);
    for (const [at, { ndcg }] of theirs.entries())
      assert.ok(Math.abs(ndcg - own[at].ndcg) <= 1e-4, String(at));
  });

  it('were made with the implicit and the RecBole that npm run frameworks installs', () => {
    const pins = readFileSync(join(root, 'requirements-frameworks.txt'), 'utf8');
    for (const { name, versions } of [implicit, recbole])
      assert.ok(pins.includes(`\n${name}==${versions[name]}\n`));
    for (const name of ['torch', 'numpy', 'pandas'])
      assert.ok(pins.includes(`\n${name}==${recbole.versions[name].split('+')[0]}\n`), name);
  });
});
