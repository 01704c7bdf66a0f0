import { datasets, metrics, rng, runPython, type Tensor } from 'softmax-lab';
import { parseArguments } from './lib/arguments';
import { runCommand } from './lib/command';
import { keepRuns, readProgram, readRun } from './lib/committed-runs';

const help = `Usage: npm run ranking-runs -- [--check]

Ranks the queries of notebook 26 with LightGBM's trees, on the notebook's folds, by each objective of
ranking-recipe.json, and writes to notebooks/runs/lightgbm-ranking.json the NDCG@10 of each query. Takes a minute and
needs npm run frameworks.

  --check    write nothing; compare with what is committed

Exit codes: 0 done (or the same), 1 a number is not the committed one, 2 wrong usage, 3 the environment lacks
something.`;

const PROGRAM = 'lightgbm_ranking.py';

/** notebooks/runs/ranking-recipe.json */
interface Recipe {
  splits: number;
  folds: number;
  objectives: string[];
  rounds: number;
  parameters: Record<string, number>;
}

runCommand(help, async (args) => {
  const { check } = parseArguments({ args, options: { check: { type: 'boolean', default: false } } }).values;
  const recipe = readRun<Recipe>('ranking-recipe.json');
  const { train, test } = await datasets.mslrSample();
  const sizes = [train, test].flatMap(({ queryStarts }) => Array.from(queryStarts.slice(1), (end, q) => end - queryStarts[q])); // prettier-ignore
  const relevance = Float64Array.from([...train.relevance, ...test.relevance]);
  // As in the notebook.
  const folds = Array.from({ length: recipe.splits }, (_, split) =>
    Array.from(rng(`split ${split}`).permutation(sizes.length), (place) => place % recipe.folds),
  );
  const { objectives, rounds, parameters } = recipe;
  const { scores, versions } = await runPython<{ scores: Tensor; versions: object }>(readProgram(PROGRAM), {
    environment: 'frameworks',
    timeout: 3600,
    inputs: {
      features: joined(train.features, test.features),
      relevance,
      sizes,
      folds,
      objectives,
      rounds,
      parameters,
    },
  });
  const ndcgOf = (objective: number, split: number): number[] => {
    let start = 0;
    return sizes.map((size) => {
      const from = (objective * recipe.splits + split) * relevance.length + start;
      const own = relevance.slice(start, (start += size));
      const value = metrics.ndcg(scores.data.slice(from, from + size), own, { k: 10, gain: 'exponential' });
      return Math.round(value * 1e4) / 1e4;
    });
  };
  const results = objectives.map((objective, i) => ({ objective, ndcg: folds.map((_, split) => ndcgOf(i, split)) })); // prettier-ignore
  const command = 'npm run ranking-runs';
  const made = { program: PROGRAM, command, versions, recipe, folds, results };
  return keepRuns({ 'lightgbm-ranking.json': made }, check);
});

function joined(a: Tensor, b: Tensor): number[][] {
  const rows = ({ data, shape: [n, width] }: Tensor): number[][] =>
    Array.from({ length: n }, (_, i) => Array.from(data.subarray(i * width, (i + 1) * width)));
  return [...rows(a), ...rows(b)];
}
