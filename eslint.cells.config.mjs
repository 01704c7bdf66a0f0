import tseslint from 'typescript-eslint';
import { bitExact } from './eslint.config.mjs';

/** A name that only a later cell or the reader uses is none; an import that no cell uses is. */
const noUnusedImports = {
  create: (context) => ({
    'Program:exit'() {
      const variables = context.sourceCode.scopeManager.scopes.flatMap((scope) => scope.variables);
      for (const { name, defs, references } of variables) {
        const [imported] = defs.filter((def) => def.type === 'ImportBinding');
        if (imported === undefined || references.length > 0) continue;
        context.report({
          node: imported.node,
          message: `'${name}' is imported, but no cell uses it: leave it out.`,
        });
      }
    },
  }),
};

/** The notebooks' cells, as scripts/check-cells.ts extracts them: the arithmetic rules of `src/`. */
export default tseslint.config({
  files: ['build/cells/*.ts'],
  languageOptions: { parser: tseslint.parser },
  linterOptions: { reportUnusedDisableDirectives: 'off' },
  plugins: { cells: { rules: { 'no-unused-imports': noUnusedImports } } },
  rules: { ...bitExact, 'no-undef': 'off', 'cells/no-unused-imports': 'error' },
});
