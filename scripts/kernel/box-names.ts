const BOX_NAME = /(\(0 , )?\$\$+([\p{ID_Start}$_][\p{ID_Continue}$]*)\.\2(\))?/gu;

/**
 * A message of the engine with names as the cells spell them: it says "$$f.f is not a function" of `f`, which
 * stands in a box (`bindings.ts`).
 */
export function withoutBoxes(message: string): string {
  return message.replace(BOX_NAME, '$2');
}
