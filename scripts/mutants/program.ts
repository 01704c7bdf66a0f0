import ts from 'typescript';
import { codeCells, textOf, type Notebook } from '../rerun/notebook';
import { CLAIM } from '../rerun/outputs';

/**
 * A notebook's cells as one program, which takes a fraction of the time of a kernel: a module of CommonJS that shows
 * nothing, ends after the claim, and writes the claims that have fallen until then into a file, as JSON.
 */
export function programOf(notebook: Notebook, claim: string, file: string): string {
  const cells = codeCells(notebook).map(({ source }) => textOf(source));
  const { outputText } = ts.transpileModule(cells.join('\n\n'), {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  return `
const fallen = [];
const end = () => {
  require('node:fs').writeFileSync(${JSON.stringify(file)}, JSON.stringify(fallen));
  process.exit();
};
globalThis[Symbol.for('softmax-lab.kernel')] = {
  display({ data }) {
    const claim = data[${JSON.stringify(CLAIM)}];
    if (claim?.holds === false) fallen.push(claim.text);
    if (claim?.text === ${JSON.stringify(claim)}) end();
  },
  clearOutput() {},
};
(async () => {
${outputText}
})().catch((error) => fallen.push(String(error))).then(end);
`;
}
