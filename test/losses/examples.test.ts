import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import * as library from '../../src';

const FOLDER = join(__dirname, '../../src/losses');

/** The lines of the `@example` blocks of a source file. */
function exampleLines(source: string): string[] {
  const blocks = [...source.matchAll(/@example\n((?: \* .*\n| \*\n)*?)(?= \*\n| \*\/| \* (?:Source|@))/g)];
  return blocks.flatMap(([, block]) => block.split('\n').map((line) => line.replace(/^ \* ?/, '')));
}

/** Whether a value agrees with what a docstring shows, to the digits that it shows. */
function agrees(value: unknown, shown: string): boolean {
  const got = ArrayBuffer.isView(value) ? [...(value as Float64Array)] : [value];
  const want = shown.replace(/[[\]]/g, '').split(', ');
  return (
    got.length === want.length &&
    want.every((text, i) => {
      const digits = text.split('.')[1]?.length ?? 0;
      return Math.abs(Number(got[i]) - Number(text)) <= 0.5 * Number(`1e-${digits}`) * 1.0001;
    })
  );
}

describe('The examples of the docstrings of the losses', () => {
  for (const file of readdirSync(FOLDER)) {
    const lines = exampleLines(readFileSync(join(FOLDER, file), 'utf8'));
    if (file.endsWith('.test.ts') || lines.length === 0) continue;
    it(`give what they show: ${file}`, () => {
      let setup = '';
      let shown = 0;
      for (const line of lines) {
        const [code, result] = line.split(/\s*\/\/ ≈ /);
        if (result === undefined) setup += `${code}\n`;
        else {
          const value: unknown = runInNewContext(`${setup} ${code}`, { ...library });
          assert.ok(agrees(value, result), `${code} gives ${value as string}, the docstring shows ${result}`);
          shown++;
        }
      }
      assert.ok(shown > 0, 'no line of the example shows a result');
    });
  }

  it('are found in the files of all losses', () => {
    const sources = readdirSync(FOLDER).map((file) => readFileSync(join(FOLDER, file), 'utf8'));
    const without = sources.flatMap((source) =>
      exampleLines(source).length > 0 ? [] : (/^export const (\w+) = defineLoss</m.exec(source)?.[1] ?? []),
    );
    const names = without.join(', ');
    assert.equal(
      names,
      '',
      `${names}: the docstring has no @example before its Source; write one as hinge has it`,
    );
    assert.ok(!agrees(0.5, '0.51') && !agrees(Float64Array.of(1, 2), '[1]'));
  });
});
