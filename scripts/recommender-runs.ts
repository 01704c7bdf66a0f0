import { datasets, metrics, nn, recommenders, rng, runPython, type Tensor } from 'softmax-lab';
import { parseArguments } from './lib/arguments';
import { runCommand } from './lib/command';
import { keepRuns, readProgram, readRun } from './lib/committed-runs';

const help = `Usage: npm run recommender-runs -- [--check]

Chooses the settings of notebook 21 on the validation part of MovieLens 100k, from the grids of
recommender-recipe.json: those of this library's recommenders go to notebooks/runs/recommender-grids.json, those of
implicit's ALS and BPR to notebooks/runs/implicit-recommenders.json, with what the chosen ones give for each user of
the test. Takes some 15 minutes and needs npm run frameworks.

  --check    write nothing; compare with what is committed

Exit codes: 0 done (or the same), 1 a number is not the committed one, 2 wrong usage, 3 the environment lacks
something.`;

const PROGRAM = 'implicit_recommenders.py';
type Settings = Record<string, number>;
type Grid = Record<string, number[]>;

/** notebooks/runs/recommender-recipe.json */
interface Recipe {
  seed: number;
  grids: Record<string, Grid>;
  implicit: Record<'als' | 'bpr', Grid>;
}

runCommand(help, async (args) => {
  const { check } = parseArguments({ args, options: { check: { type: 'boolean', default: false } } }).values;
  const recipe = readRun<Recipe>('recommender-recipe.json');
  const data = await datasets.movieLens100k();
  const { train, validation, test } = datasets.splitInteractions(data.ratings, { rng: rng(recipe.seed) });
  // The same test, and all that was before it.
  const { train: history } = datasets.splitInteractions(data.ratings, {
    validation: 0,
    rng: rng(recipe.seed),
  });
  const judged = recommenders.heldOut(validation, { seen: train });

  const grids: object[] = [];
  for (const [model, grid] of Object.entries(recipe.grids)) {
    for (const settings of settingsOf(grid)) {
      const { scores } = await trained(model, train, settings, data, recipe.seed);
      grids.push({ model, settings, ...judge(scores(judged.users), judged) });
      console.log(JSON.stringify(grids.at(-1)));
    }
  }

  const code = readProgram(PROGRAM);
  let versions = {};
  const scoresOf = async (model: string, history: recommenders.Interactions, options: Settings) => {
    const { rowStarts, columns, shape } = history;
    const inputs = { row_starts: rowStarts, columns, items: shape[1], model, options, seed: recipe.seed };
    const made = await runPython<{ users: Tensor; items: Tensor; versions: object }>(code, {
      environment: 'frameworks', inputs, timeout: 600,
    }); // prettier-ignore
    versions = made.versions;
    return nn.matmulTransposedRight(made.users, made.items);
  };
  const last = recommenders.heldOut(test, { seen: history });
  const rows = (all: Tensor, users: Int32Array) => ({
    ...all,
    data: Float64Array.from(Array.from(users).flatMap((u) => Array.from(rowOf(all, u)))),
    shape: [users.length, all.shape[1]],
  });
  const results: object[] = [];
  for (const model of ['als', 'bpr'] as const) {
    const tried: { settings: Settings; ndcg: number; recall: number }[] = [];
    for (const settings of settingsOf(recipe.implicit[model])) {
      const scores = await scoresOf(model, train, settings);
      tried.push({ settings, ...judge(rows(scores, judged.users), judged) });
      console.log(JSON.stringify({ model, ...tried.at(-1) }));
    }
    const { settings } = tried.reduce((best, one) => (one.ndcg > best.ndcg ? one : best));
    const scores = rows(await scoresOf(model, history, settings), last.users);
    results.push({ model, tried, settings, test: byUser(scores, last) });
  }
  const made = {
    'recommender-grids.json': { recipe: { seed: recipe.seed, grids: recipe.grids }, results: grids },
    'implicit-recommenders.json': {
      program: PROGRAM, command: 'npm run recommender-runs', versions,
      recipe: { seed: recipe.seed, implicit: recipe.implicit }, users: Array.from(last.users), results,
    },
  }; // prettier-ignore
  return keepRuns(made, check);
});

function settingsOf(grid: Grid): Settings[] {
  return Object.entries(grid).reduce<Settings[]>(
    (all, [name, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
}

async function trained(
  model: string,
  history: recommenders.Interactions,
  settings: Settings,
  { users, items }: datasets.MovieLens,
  seed: number,
): Promise<recommenders.Recommender> {
  const options = { ...settings, rng: rng(seed) };
  const genres = [...new Set(items.genres.flat())].sort();
  const occupations = [...new Set(users.occupations)].sort();
  const features = {
    userFeatures: users.occupations.map((own, u) => [
      ...occupations.map((occupation) => Number(occupation === own)),
      Number(users.genders[u] === 'F'), (users.ages[u] - 34) / 12,
    ]),
    itemFeatures: items.genres.map((own, i) => [
      ...genres.map((genre) => Number(own.includes(genre))), items.years[i] ? (items.years[i] - 1990) / 10 : 0,
    ]),
  }; // prettier-ignore
  switch (model) {
    case 'itemKnn': return recommenders.itemKnn(history, settings);
    case 'ease': return recommenders.ease(history, settings);
    case 'softmaxFactorisation': return recommenders.softmaxFactorisation(history, options);
    case 'softmaxAutoencoder': return recommenders.softmaxAutoencoder(history, options);
    case 'sampledFactorisation': return recommenders.sampledFactorisation(history, options);
    case 'sequential': return recommenders.sequential(history, options);
    case 'twoTower': return recommenders.twoTower(history, { ...options, ...features });
    default: throw new Error(`recommender-recipe.json: there is no recommender '${model}'`);
  } // prettier-ignore
}

function rowOf({ data, shape }: Tensor, row: number): Float32Array | Float64Array {
  return data.subarray(row * shape[1], (row + 1) * shape[1]);
}

const rounded = (value: number): number => Math.round(value * 1e5) / 1e5;

function judge(scores: Tensor, { relevance, mask }: recommenders.HeldOut) {
  return {
    ndcg: rounded(metrics.ndcg(scores, relevance, { k: 10, mask })),
    recall: rounded(metrics.recallAtK(scores, relevance, { k: 20, mask })),
  };
}

function byUser(scores: Tensor, { users, relevance, mask }: recommenders.HeldOut) {
  const each = Array.from(users, (_, row) => {
    const [own, relevant, open] = [scores, relevance, mask].map((of) => Array.from(rowOf(of, row)));
    return {
      ndcg: rounded(metrics.ndcg(own, relevant, { k: 10, mask: open })),
      recall: rounded(metrics.recallAtK(own, relevant, { k: 20, mask: open })),
    };
  });
  return { ndcg: each.map(({ ndcg }) => ndcg), recall: each.map(({ recall }) => recall) };
}
