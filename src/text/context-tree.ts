import { sortedPositions, type Padded } from './sorted-positions';

/**
 * The contexts of one length that occur in a text. Context i is longer by `tokens[i]`, at its front, than one of the level before;
 * the contexts of equal parent are side by side, in the order of their tokens.
 */
export interface Level {
  /** `[contexts]` */
  readonly tokens: Int32Array;
  /** `[contexts + 1]`: those of the next level that end in context i are `children[i] … children[i + 1] − 1`. */
  readonly children: Int32Array;
  /** `[contexts + 1]`: what follows context i are the entries `entries[i] … entries[i + 1] − 1`. */
  readonly entries: Int32Array;
  /** `[entries]`: tokens that follow, ascending. */
  readonly next: Int32Array;
  /** `[entries]`: how often; or, on the levels above the last, after how many different tokens before. */
  readonly counts: Int32Array;
}

/** What contexts shorter than the longest count. */
export type Counting = 'occurrences' | 'continuations';

type Contexts = Pick<Level, 'tokens' | 'children'>;
type Followers = Pick<Level, 'entries' | 'next' | 'counts'>;

/**
 * What follows each context of 0, 1, …, `order − 1` tokens. The first token of the text has a context too, of a token of its own
 * number, `classes`.
 *
 * @param counting - what contexts shorter than the longest count: occurrences, or the different tokens before (Kneser and Ney's
 * continuation counts)
 */
export function contextTree(tokens: Int32Array, order: number, classes: number, counting: Counting): Level[] {
  const { positions, padded } = sortedPositions(tokens, order, classes);
  /** How many tokens of its context the one before has too; −1 for the first. */
  const shared = new Int32Array(positions.length).fill(-1, 0, 1);
  for (let i = 1; i < positions.length; i++) {
    const [here, there] = [positions[i] - 1, positions[i - 1] - 1];
    while (shared[i] < order - 1 && padded[here - shared[i]] === padded[there - shared[i]]) shared[i]++;
  }
  const contexts = contextsOf(positions, padded, shared, order);
  let followers = followersOf(positions, padded, shared, order, contexts[order - 1].tokens.length);
  const levels = [{ ...contexts[order - 1], ...followers }];
  for (let length = order - 2; length >= 0; length--) {
    followers = merged(contexts[length].children, followers, classes, counting);
    levels.unshift({ ...contexts[length], ...followers });
  }
  return levels;
}

/** The contexts of `length` tokens as the longest: of any tree, with how often what follows them occurs. */
export function occurrences(levels: readonly Level[], length: number, classes: number): Level {
  let followers: Followers = levels[levels.length - 1];
  for (let above = levels.length - 2; above >= length; above--) {
    followers = merged(levels[above].children, followers, classes, 'occurrences');
  }
  const { tokens, children } = levels[length];
  const { entries, next, counts } = followers;
  return { tokens, children, entries, next, counts };
}

function contextsOf(positions: Int32Array, padded: Padded, shared: Int32Array, order: number): Contexts[] {
  const sizes = new Int32Array(order + 1);
  const each = (visit: (length: number, position: number) => void): void => {
    for (let i = 0; i < positions.length; i++) {
      for (let length = shared[i] + 1; length < order; length++) visit(length, positions[i]);
    }
  };
  each((length) => sizes[length]++);
  const contexts = Array.from({ length: order }, (_, length) => ({
    tokens: new Int32Array(sizes[length]),
    children: new Int32Array(sizes[length] + 1).fill(sizes[length + 1]),
  }));
  const seen = new Int32Array(order + 1);
  each((length, position) => {
    contexts[length].children[seen[length]] = seen[length + 1];
    contexts[length].tokens[seen[length]++] = length === 0 ? 0 : padded[position - length];
  });
  return contexts;
}

/** Of the longest contexts. */
function followersOf(
  positions: Int32Array,
  padded: Padded,
  shared: Int32Array,
  order: number,
  contexts: number,
): Followers {
  const isNewContext = (i: number): boolean => shared[i] < order - 1;
  const isNew = (i: number): boolean => isNewContext(i) || padded[positions[i]] !== padded[positions[i - 1]];
  let size = 0;
  for (let i = 0; i < positions.length; i++) size += Number(isNew(i));
  const entries = new Int32Array(contexts + 1).fill(size);
  const [next, counts] = [new Int32Array(size), new Int32Array(size)];
  let [context, entry] = [0, -1];
  for (let i = 0; i < positions.length; i++) {
    if (isNew(i)) next[++entry] = padded[positions[i]];
    if (isNewContext(i)) entries[context++] = entry;
    counts[entry]++;
  }
  return { entries, next, counts };
}

/** What follows contexts, from what follows those that are longer by a token. */
function merged(
  children: Int32Array,
  { entries, next, counts }: Followers,
  classes: number,
  counting: Counting,
): Followers {
  const sums = new Int32Array(classes);
  const touched = new Int32Array(classes);
  const starts = new Int32Array(children.length);
  const [allNext, allCounts] = [new Int32Array(next.length), new Int32Array(next.length)];
  let size = 0;
  for (let context = 0; context < children.length - 1; context++) {
    let kinds = 0;
    for (let e = entries[children[context]]; e < entries[children[context + 1]]; e++) {
      if (sums[next[e]] === 0) touched[kinds++] = next[e];
      sums[next[e]] += counting === 'occurrences' ? counts[e] : 1;
    }
    const own = kinds === 1 ? touched : touched.subarray(0, kinds).sort();
    for (let i = 0; i < kinds; i++) {
      allNext[size] = own[i];
      allCounts[size++] = sums[own[i]];
      sums[own[i]] = 0;
    }
    starts[context + 1] = size;
  }
  return { entries: starts, next: allNext.slice(0, size), counts: allCounts.slice(0, size) };
}
