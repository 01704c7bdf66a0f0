import tseslint from 'typescript-eslint';
import { bitExact } from './eslint.config.mjs';

/** The notebooks' cells, as scripts/check-cells.ts extracts them: the arithmetic rules of `src/`. */
export default tseslint.config({
  files: ['build/cells/*.ts'],
  languageOptions: { parser: tseslint.parser },
  linterOptions: { reportUnusedDisableDirectives: 'off' },
  rules: { ...bitExact, 'no-undef': 'off' },
});
