import { datasets, metrics, nn, recommenders, rng, runPython, type Tensor } from 'softmax-lab';
import { parseArguments, unknownWord } from './lib/arguments';
import { runCommand } from './lib/command';
import { keepRuns, readProgram, readRun } from './lib/committed-runs';

const PARTS = ['ours', 'implicit', 'recbole'] as const;
const help = `Usage: npm run recommender-runs -- [part…] [--check]

Chooses the settings of notebook 21 on the validation part of MovieLens 100k, from the grids of
recommender-recipe.json: those of this library's recommenders go to notebooks/runs/recommender-grids.json, those of
implicit's ALS and BPR to implicit-recommenders.json, those of RecBole's MultiDAE, EASE and BPR to
recbole-recommenders.json, with what the chosen ones give for each user of the test. Takes some 25 minutes and needs
npm run frameworks.

  part       ${PARTS.join(', ')}; default: all
  --check    write nothing; compare with what is committed

Exit codes: 0 done (or the same), 1 a number is not the committed one, 2 wrong usage, 3 the environment lacks
something.`;

type Settings = Record<string, number>;
type Grid = Record<string, number[]>;

/** notebooks/runs/recommender-recipe.json */
interface Recipe {
  seed: number;
  grids: Record<string, Grid>;
  implicit: Record<string, Grid>;
  recbole: Record<string, Grid>;
}

/** What a program is given, and gives for all users. */
interface Inputs {
  history: recommenders.Interactions;
  model: string;
  options: Settings;
  seed: number;
}
type Scores = (inputs: Inputs) => Promise<{ scores: Tensor; versions: object }>;

const FOREIGN: Record<'implicit' | 'recbole', { program: string; scores: Scores }> = {
  implicit: {
    program: 'implicit_recommenders.py',
    async scores(inputs) {
      const run = await runProgram<{ users: Tensor; items: Tensor; versions: object }>(this.program, inputs);
      return { scores: nn.matmulTransposedRight(run.users, run.items), versions: run.versions };
    },
  },
  recbole: {
    program: 'recbole_recommenders.py',
    scores(inputs) {
      return runProgram(this.program, inputs);
    },
  },
};

runCommand(help, async (args) => {
  const { values, positionals } = parseArguments({
    args,
    allowPositionals: true,
    options: { check: { type: 'boolean', default: false } },
  });
  const unknown = positionals.find((name) => !(PARTS as readonly string[]).includes(name));
  if (unknown !== undefined) throw unknownWord('part', unknown, PARTS);
  const wanted = PARTS.filter((name) => positionals.length === 0 || positionals.includes(name));
  const recipe = readRun<Recipe>('recommender-recipe.json');
  const data = await datasets.movieLens100k();

  const made: Record<string, object> = {};
  for (const part of wanted) {
    if (part === 'ours') made['recommender-grids.json'] = await ourGrids(recipe, data);
    else made[`${part}-recommenders.json`] = await foreignRuns(part, recipe, data);
  }
  return keepRuns(made, values.check);
});

async function ourGrids({ seed, grids }: Recipe, data: datasets.MovieLens): Promise<object> {
  const { train, judged } = validationOf(data, seed);
  const results: object[] = [];
  for (const [model, grid] of Object.entries(grids)) {
    for (const settings of settingsOf(grid)) {
      const { scores } = await trained(model, train, settings, data, seed);
      results.push({ model, settings, ...judge(scores(judged.users), judged) });
      console.log(JSON.stringify(results.at(-1)));
    }
  }
  return { recipe: { seed, grids }, results };
}

async function foreignRuns(
  name: keyof typeof FOREIGN,
  recipe: Recipe,
  data: datasets.MovieLens,
): Promise<object> {
  const { seed, [name]: grids } = recipe;
  const { train, judged } = validationOf(data, seed);
  // The same test, and all that was before it.
  const { train: history, test } = datasets.splitInteractions(data.ratings, {
    validation: 0,
    rng: rng(seed),
  });
  const last = recommenders.heldOut(test, { seen: history });

  let versions = {};
  const scoresOf = async (inputs: Omit<Inputs, 'seed'>, users: Int32Array): Promise<Tensor> => {
    const run = await FOREIGN[name].scores({ ...inputs, seed });
    versions = run.versions;
    return rows(run.scores, users);
  };
  const results: object[] = [];
  for (const [model, grid] of Object.entries(grids)) {
    const tried: { settings: Settings; ndcg: number; recall: number }[] = [];
    for (const settings of settingsOf(grid)) {
      const scores = await scoresOf({ history: train, model, options: settings }, judged.users);
      tried.push({ settings, ...judge(scores, judged) });
      console.log(JSON.stringify({ model, ...tried.at(-1) }));
    }
    const { settings } = tried.reduce((best, one) => (one.ndcg > best.ndcg ? one : best));
    const scores = await scoresOf({ history, model, options: settings }, last.users);
    results.push({ model, tried, settings, test: byUser(scores, last) });
  }
  return {
    program: FOREIGN[name].program, command: 'npm run recommender-runs', versions,
    recipe: { seed, [name]: grids }, users: Array.from(last.users), results,
  }; // prettier-ignore
}

function runProgram<Run>(program: string, { history, model, options, seed }: Inputs): Promise<Run> {
  const { rowStarts, columns, shape } = history;
  const inputs = { row_starts: rowStarts, columns, items: shape[1], model, options, seed };
  return runPython<Run>(readProgram(program), { environment: 'frameworks', inputs, timeout: 600 });
}

function validationOf(data: datasets.MovieLens, seed: number) {
  const { train, validation } = datasets.splitInteractions(data.ratings, { rng: rng(seed) });
  return { train, judged: recommenders.heldOut(validation, { seen: train }) };
}

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
  data: datasets.MovieLens,
  seed: number,
): Promise<recommenders.Recommender> {
  const options = { ...settings, rng: rng(seed) };
  switch (model) {
    case 'itemKnn': return recommenders.itemKnn(history, settings);
    case 'ease': return recommenders.ease(history, settings);
    case 'softmaxFactorisation': return recommenders.softmaxFactorisation(history, options);
    case 'softmaxAutoencoder': return recommenders.softmaxAutoencoder(history, options);
    case 'sampledFactorisation': return recommenders.sampledFactorisation(history, options);
    case 'sequential': return recommenders.sequential(history, options);
    case 'twoTower': {
      const { users: userFeatures, items: itemFeatures } = datasets.movieLensFeatures(data);
      return recommenders.twoTower(history, { ...options, userFeatures, itemFeatures });
    }
    default: throw new Error(`recommender-recipe.json: there is no recommender '${model}'`);
  } // prettier-ignore
}

function rowOf({ data, shape }: Tensor, row: number): Float32Array | Float64Array {
  return data.subarray(row * shape[1], (row + 1) * shape[1]);
}

function rows(all: Tensor, users: Int32Array): Tensor {
  const data = Float64Array.from(Array.from(users).flatMap((u) => Array.from(rowOf(all, u))));
  return { ...all, data, shape: [users.length, all.shape[1]] };
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
