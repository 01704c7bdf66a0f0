import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { compileCell, CellSyntaxError } from '../../scripts/book/compile-cell';
import { createCellConverter } from '../../scripts/kernel/converter';
import { liveNames } from '../../scripts/kernel/live-names';
import { readPortion } from '../../scripts/kernel/portion';

const none = { has: () => false, isConstant: () => false };

/** Without the empty lines that an emitter leaves at the end. */
const trimmed = (call: string): string => call.replace(/\s+(\}\)\([^()]*\))$/, '\n$1');

/** What TypeScript has and JavaScript has not, or what compilers emit differently by their options. */
const CELLS = {
  'types, which go': 'interface P { x: number }\ntype Q = P | null;\nconst p: Q = { x: 1 };\n(p as P).x!',
  generics:
    'const id = <T,>(x: T): T => x;\nfunction first<T>(xs: readonly T[]): T { return xs[0]; }\nid(first([1]))',
  satisfies: "const colours = { red: '#f00' } satisfies Record<string, string>;\ncolours.red",
  'an enum': 'enum Way { Left, Right = 5, Up }\nWay[5] + Way.Up',
  'a namespace': 'namespace N { export const n = 3; export function f() { return n; } }\nN.f()',
  'a class':
    'class A { #n = 1; static s = 2; declare x: number; y; constructor(public z = 3, private readonly w = 4) {} get n() { return this.#n; } }\nnew A().n',
  'an abstract class':
    'abstract class Shape { abstract area(): number; }\nclass Square extends Shape { constructor(readonly a: number) { super(); } override area() { return this.a; } }\nnew Square(2).area()',
  overloads:
    'function f(x: number): number;\nfunction f(x: string): string;\nfunction f(x: unknown) { return x; }\nf(1)',
  'await at the top': 'const x = await Promise.resolve(1);\nfor await (const y of [x]) console.log(y);\nx',
  'import and export':
    "import { join as j } from 'node:path';\nimport * as os from 'node:os';\nimport type { Stats } from 'node:fs';\nexport const size = (s: Stats) => s.size;\nexport default j('a', os.EOL);",
  patterns:
    'const { a, b: [c = 1], ...rest } = { a: 1, b: [], d: 2 };\nlet [x, , y] = [1, 2, 3];\n[x, y] = [y, x];\n[a, c, rest, x, y]',
  'what is new in ES2022':
    'const o: { a?: { b?: number } } = {};\nlet n = o?.a?.b ?? 1;\nn ??= 2;\n[1].at(-1)! + n',
  'a template and a comment': '// of a cell\nconst t = `a${1 + 1}b`; /* more */\nt',
  'no semicolons': 'const a = 1\nlet b = a + 1\nb++\nb',
};

describe('A cell in a page', () => {
  const converter = createCellConverter();
  after(() => converter.close());

  for (const [what, source] of Object.entries(CELLS)) {
    it(`becomes the JavaScript that the kernel runs: ${what}`, () => {
      const { code, hasResult } = readPortion(source);
      const { emitted, diagnostics } = converter.convert('', code);
      assert.ok(emitted, JSON.stringify(diagnostics));
      const { call } = liveNames(emitted.code, none, hasResult);
      assert.equal(trimmed(compileCell(source, none).call), trimmed(call('run')));
    });
  }

  it('is refused, with line and column, where it is no TypeScript', () => {
    for (const [source, where] of [
      ['const a = 1;\nconst = 2;', /^line 2, column 7: Variable declaration expected/],
      ['f(1', /^line 1, column 4: '\)' expected/],
      ['const s = `open', /^line 1, column 16: Unterminated template literal/],
      ['if (true) {\n\n', /^line 3, column 1: '}' expected/],
    ] as const) {
      assert.throws(
        () => compileCell(source, none),
        (error: Error) => {
          assert.ok(error instanceof CellSyntaxError);
          assert.match(error.message, where);
          return true;
        },
      );
    }
  });

  it('keeps the types unchecked, which is all that it does otherwise', () => {
    const source = 'const n: number = "one";';
    assert.ok(converter.convert('', source).diagnostics.length > 0);
    assert.equal(compileCell(source, none).lexical[0], 'n');
  });
});
