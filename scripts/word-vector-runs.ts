import { datasets, rng, runPython, text, wordVectors, type Tensor } from 'softmax-lab';
import { parseArguments } from './lib/arguments';
import { runCommand } from './lib/command';
import { keepRuns, readProgram, readRun } from './lib/committed-runs';

const help = `Usage: npm run word-vector-runs -- [--check]

Trains the word vectors of notebook 18 with gensim and with this library, each run of word-vectors-recipe.json on one
thread, and writes to notebooks/runs/word-vectors.json what they give: the cosines of the benchmarks' pairs and the
answers to their analogies. Takes some 15 minutes and needs npm run frameworks.

  --check    write nothing; compare with what is committed

Exit codes: 0 done (or the same), 1 a number is not the committed one, 2 wrong usage, 3 the environment lacks
something.`;

const PROGRAM = 'word_vectors_gensim.py';

/** notebooks/runs/word-vectors-recipe.json */
interface Recipe {
  minimumCount: number;
  dimensions: number;
  window: number;
  negatives: number;
  threshold: number;
  runs: (Pick<wordVectors.WordVectorOptions, 'model' | 'objective'> & { epochs: number; seed: number })[];
}

runCommand(help, async (args) => {
  const { check } = parseArguments({ args, options: { check: { type: 'boolean', default: false } } }).values;
  const recipe = readRun<Recipe>('word-vectors-recipe.json');
  const { minimumCount, runs, ...common } = recipe;
  const [shakespeare, milton] = [await datasets.shakespeare(), await datasets.milton()];
  const works = [...shakespeare.works, ...milton.works].map((work) => work.text);
  const words = text.words([...works, (await datasets.mobyDick()).text].join('\n'));
  const vocabulary = text.vocabulary(words, { minimumCount });
  const indices = vocabulary.encode(words, { skipUnknown: true });
  const { counts } = vocabulary;
  const questions = await questionsOf(vocabulary);

  const code = readProgram(PROGRAM);
  const results: object[] = [];
  let versions = {};
  for (const { seed, ...run } of runs) {
    const inputs = { ...common, ...run, indices, classes: counts.length, seed };
    const options = { environment: 'frameworks', inputs, timeout: 3600 } as const;
    const [theirs, ours] = await Promise.all([
      runPython<{ vectors: Tensor; versions: object }>(code, options),
      wordVectors.train(indices, { ...common, ...run, counts, rng: rng(seed) }),
    ]);
    versions = theirs.versions;
    const { losses } = ours;
    results.push({ by: 'gensim', ...run, seed, ...judge(theirs.vectors, questions) });
    results.push({ by: 'softmax-lab', ...run, seed, losses, ...judge(ours.inputs, questions) });
    console.log(`${run.model}, ${run.objective}, ${run.epochs} epochs, seed ${seed}`);
  }
  const made = { program: PROGRAM, versions, recipe, words: indices.length, classes: counts.length, results };
  return keepRuns({ 'word-vectors.json': made }, check);
});

type Questions = Awaited<ReturnType<typeof questionsOf>>;

/** Those whose words are all in the vocabulary, in the benchmarks' order. */
async function questionsOf({ indexOf }: text.Vocabulary) {
  const { wordsim353, simlex999, analogies } = await datasets.wordBenchmarks();
  const known = <Item extends { readonly words: readonly string[] }>(items: readonly Item[]): number[][] =>
    items
      .map((item) => item.words.map((word) => indexOf(word.toLowerCase()) ?? -1))
      .filter((rows) => !rows.includes(-1));
  return {
    wordsim: known(wordsim353) as [number, number][],
    simlex: known(simlex999) as [number, number][],
    analogies: known(analogies) as [number, number, number, number][],
  };
}

function judge(vectors: Tensor, { wordsim, simlex, analogies }: Questions): object {
  const rounded = (cosines: Float64Array): number[] =>
    Array.from(cosines, (cosine) => Math.round(cosine * 1e4) / 1e4);
  const { answers, nearest } = wordVectors.analogies(
    vectors,
    analogies.map(([a, b, c]) => [a, b, c]),
  );
  const share = (isSo: (i: number) => boolean): number =>
    analogies.filter((_, i) => isSo(i)).length / analogies.length;
  return {
    wordsim: rounded(wordVectors.cosineSimilarities(vectors, wordsim)),
    simlex: rounded(wordVectors.cosineSimilarities(vectors, simlex)),
    analogies: share((i) => answers[i] === analogies[i][3]),
    returnsC: share((i) => nearest[i] === analogies[i][2]),
  };
}
