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

/** Bytes of a piece of an array: little enough to be copied without notice. */
const PIECE = 1 << 20;

/** The message as pieces: the length of the JSON text, the text, the arrays' bytes. */
export function* pieces(json: object, views: readonly ArrayBufferView[]): Generator<Uint8Array> {
  const text = Buffer.from(JSON.stringify(json));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  yield Buffer.concat([length, text]);
  for (const { buffer, byteOffset, byteLength } of views) {
    for (let start = 0; start < byteLength; start += PIECE) {
      // A copy: the memory that tensors lie in is shared, and may be written to before this one is sent.
      yield Buffer.from(
        new Uint8Array(buffer, byteOffset + start, Math.min(PIECE, byteLength - start)).slice(),
      );
    }
  }
}

/** Takes chunks of bytes as they come, and hands on each answer when it is whole. */
export function answerReader(onAnswer: (answer: Answer) => void): (chunk: Buffer) => void {
  const reader = answers(onAnswer);
  let wanted = reader.next().value as number;
  let chunks: Buffer[] = [];
  let size = 0;
  return (chunk) => {
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
  };
}

/** Yields how many bytes it wants next. */
function* answers(onAnswer: (answer: Answer) => void): Generator<number, void, Buffer> {
  for (;;) {
    const length = (yield 4).readUInt32LE();
    const answer = JSON.parse((yield length).toString()) as Answer;
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
