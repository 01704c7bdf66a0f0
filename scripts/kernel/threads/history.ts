/** Session, number of the cell, its source, or source and output. */
type Row = [number, number, string | [string, string | null]];

/** The one session that there is: nothing is kept beyond the kernel's end. */
const SESSION = 1;

/** Remembers what was executed and answers the front ends' questions for it. */
export function createHistory() {
  const entries: { line: number; input: string; output: string | null }[] = [];

  /** Negative numbers count from the end. */
  function lineOf(given: unknown, fallback: number): number {
    if (typeof given !== 'number') return fallback;
    return given < 0 ? (entries.at(-1)?.line ?? 0) + 1 + given : given;
  }

  return {
    /** Adds a cell and the text of its value. */
    add(line: number, input: string, output: string | null): void {
      entries.push({ line, input, output });
    },

    /** The content of a history_reply. */
    answer(request: Record<string, unknown>): { status: 'ok'; history: Row[] } {
      let chosen = entries;
      const type = request.hist_access_type;
      if (type === 'range') {
        const here = [undefined, null, 0, SESSION].includes(request.session as number);
        const start = lineOf(request.start, 0);
        const stop = lineOf(request.stop, Infinity);
        chosen = chosen.filter(({ line }) => here && line >= start && line < stop);
      } else if (type === 'search') {
        const pattern = globPattern(typeof request.pattern === 'string' ? request.pattern : '*');
        chosen = chosen.filter(({ input }) => pattern.test(input));
        if (request.unique === true)
          chosen = chosen.filter(
            ({ input }, i) => !chosen.slice(i + 1).some((later) => later.input === input),
          );
      } else if (type !== 'tail') chosen = [];
      if (type !== 'range' && typeof request.n === 'number')
        chosen = request.n > 0 ? chosen.slice(-request.n) : [];
      const withOutput = request.output === true;
      const history = chosen.map(({ line, input, output }): Row => [
        SESSION,
        line,
        withOutput ? [input, output] : input,
      ]);
      return { status: 'ok', history };
    },
  };
}

function globPattern(glob: string): RegExp {
  const escaped = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}
