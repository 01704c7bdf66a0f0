import type { WireArray } from './values';

/** What Python's side says. */
export type Answer =
  | { print: string }
  | { value: unknown; arrays: readonly WireArray[]; buffers: readonly ArrayBuffer[] }
  | { error: { type: string; message: string; places: readonly Place[] } };

/** A line of the code that a traceback goes through, outermost first. */
export interface Place {
  line: number;
  code: string;
  function: string;
}

/** Begins every answer: bytes that the code itself wrote to the descriptor of the answers do not pass for one. */
export const MARK = '\u007fpy:';

/** Bytes of a piece of an array: what is written at once. */
const PIECE = 1 << 20;

/** The request as pieces: the length of the JSON text, the text, the arrays' bytes. */
export function* pieces(json: object, arrays: readonly Uint8Array[]): Generator<Uint8Array> {
  const text = Buffer.from(JSON.stringify(json));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  yield Buffer.concat([length, text]);
  for (const bytes of arrays) {
    for (let start = 0; start < bytes.length; start += PIECE) yield bytes.subarray(start, start + PIECE);
  }
}

export interface AnswerReader {
  /** Takes bytes as they come, and hands on each answer when it is whole; throws at bytes that are none. */
  push(chunk: Buffer): void;
  /** Whether bytes are left that are no whole answer. */
  rest(): boolean;
}

export function answerReader(onAnswer: (answer: Answer) => void): AnswerReader {
  const reader = answers(onAnswer);
  let wanted = reader.next().value as number;
  let chunks: Buffer[] = [];
  let size = 0;
  return {
    push(chunk) {
      chunks.push(chunk);
      size += chunk.length;
      if (size < wanted) return; // joined once, not at every chunk
      let rest = chunks.length === 1 ? chunk : Buffer.concat(chunks);
      while (rest.length >= wanted) {
        const taken = rest.subarray(0, wanted);
        rest = rest.subarray(wanted);
        wanted = reader.next(taken).value as number;
      }
      chunks = [rest];
      size = rest.length;
    },
    rest: () => size > 0,
  };
}

/** Yields how many bytes it wants next. */
function* answers(onAnswer: (answer: Answer) => void): Generator<number, void, Buffer> {
  for (;;) {
    const head = yield 8;
    if (head.toString('latin1', 0, 4) !== MARK) throw new Error('it begins with no mark');
    const answer = JSON.parse((yield head.readUInt32LE(4)).toString()) as Answer;
    if ('value' in answer) {
      const buffers: ArrayBuffer[] = [];
      for (const { dtype, shape } of answer.arrays) {
        const bytes = shape.reduce((product, n) => product * n, dtype === 'float64' ? 8 : 4);
        buffers.push(new Uint8Array(yield bytes).buffer);
      }
      onAnswer({ ...answer, buffers });
    } else onAnswer(answer);
  }
}
