import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../../scripts/lib/paths';
import * as library from '../../src';
import { shownIn } from './shows';

/** An `@example` of a docstring, or code of the README. */
export interface Example {
  /** Its file and line. */
  readonly place: string;
  readonly code: string;
}

/** All examples in `src/` and the README. */
export function allExamples(): Example[] {
  return [...readmeExamples(), ...sourceExamples()];
}

export function readmeExamples(): Example[] {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  return [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(({ 1: code, index }) => ({
    place: `README.md:${readme.slice(0, index).split('\n').length}`,
    code,
  }));
}

function sourceExamples(): Example[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.test)\.ts$/.test(name) && !/^wasm.assembly/.test(name))
    .sort()
    .flatMap((name) => examplesIn(name.replaceAll('\\', '/'), readFileSync(join(root, 'src', name), 'utf8')));
}

/** An example goes on to the next tag, `Source:` or the end of its docstring. */
export function examplesIn(file: string, source: string): Example[] {
  const blocks = source.matchAll(/^ *\* @example\n((?:(?! *\* (?:Source:|@)| *\*\/).*\n)*)/gm);
  return [...blocks].map(({ 1: block, index }) => ({
    place: `${file}:${source.slice(0, index).split('\n').length}`,
    code: block.replace(/^ *\* ?/gm, '').trim(),
  }));
}

/**
 * A TypeScript program whose `examples` are functions, one an example, that throw when a value is not what the comment
 * behind it shows. All names of the library are at hand, as where the reader has imported them.
 */
export function programOf(examples: readonly Example[]): string {
  const imports = new Set<string>();
  const functions = examples.map(({ place, code }) => {
    const body = checked(place, code, imports);
    return `  ${JSON.stringify(place)}: async () => {\n${body}\n  },\n`;
  });
  return `import { ${Object.keys(library).join(', ')}, type Tensor } from 'softmax-lab';
import { shows } from './shows';
${[...imports].join('\n')}
export const examples: Record<string, () => Promise<void>> = {
${functions.join('')}};
`;
}

/** The statements of an example, with a check for each that shows its value; its imports go to the others. */
function checked(place: string, code: string, imports: Set<string>): string {
  const file = ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2022, true);
  const lines: string[] = [];
  for (const statement of file.statements) {
    const text = statement.getText(file);
    const [range] = ts.getTrailingCommentRanges(code, statement.end) ?? [];
    const shown = range && shownIn(code.slice(range.pos + 2, range.end).trim());
    if (ts.isImportDeclaration(statement)) {
      if (!text.includes("'softmax-lab'")) imports.add(text);
    } else if (shown === undefined) lines.push(text.replace(/;?$/, ';'));
    else if (!ts.isExpressionStatement(statement))
      throw new Error(`${place}: '${text}' is no expression, so that nobody checks that it gives ${shown}`);
    else lines.push(`shows(${seen(statement.expression).getText(file)}, ${JSON.stringify(shown)});`);
  }
  return lines.join('\n');
}

/** What a reader sees of an expression: its value, or what it logs. */
function seen(expression: ts.Expression): ts.Expression {
  return ts.isCallExpression(expression) && expression.expression.getText() === 'console.log'
    ? expression.arguments[0]
    : expression;
}
