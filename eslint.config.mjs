import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Which folders of `src/` a folder may import from (its own is always allowed). */
const mayImport = {
  core: [],
  math: ['core', 'wasm'], // its functions of float32 tensors are kernels
  wasm: ['core'],
  images: ['core'],
  text: ['core'],
  datasets: ['core', 'images'],
  losses: ['core', 'math', 'wasm'],
  'large-vocab': ['core', 'math', 'wasm', 'nn'],
  metrics: ['core', 'math', 'wasm'],
  nn: ['core', 'math', 'wasm'],
  optim: ['core', 'math', 'wasm'],
  'word-vectors': ['core', 'text', 'nn', 'large-vocab', 'train', 'wasm'],
  recommenders: ['core', 'nn', 'losses', 'optim', 'large-vocab', 'train', 'wasm'],
  torch: ['core', 'nn', 'losses', 'optim'],
  figures: ['core', 'metrics'],
  train: ['core', 'nn', 'losses', 'optim', 'metrics', 'datasets'],
  jupyter: ['core', 'figures', 'metrics', 'text'],
  python: ['core'],
};
const folders = Object.keys(mayImport);

/** Engines do not promise these to the last bit; `core/` has our own. */
const inexact = [
  'exp',
  'expm1',
  'log',
  'log1p',
  'log2',
  'log10',
  'pow',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'atan2',
];
inexact.push('sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh', 'cbrt', 'hypot');
export const bitExact = {
  'no-restricted-properties': [
    'error',
    ...inexact.map((property) => ({
      object: 'Math',
      property,
      message: 'Its last bits differ between engines; use the function of src/core.',
    })),
    { object: 'Math', property: 'random', message: 'Pass a seeded rng in.' },
  ],
  'no-restricted-syntax': [
    'error',
    {
      selector: "BinaryExpression[operator='**']",
      message: 'Its last bits differ between engines; use pow of src/core.',
    },
    {
      selector: "AssignmentExpression[operator='**=']",
      message: 'Its last bits differ between engines; use pow of src/core.',
    },
  ],
};

const noImport = (folder, regex, message) => ({
  files: [`src/${folder}/**/*.ts`],
  ignores: ['**/*.test.ts'],
  rules: { 'no-restricted-imports': ['error', { patterns: [{ regex, message }] }] },
});

export default tseslint.config(
  { ignores: ['dist', 'build', '.venv*', 'node_modules', 'notebooks', 'test/consumer/main.ts'] },
  { ignores: ['src/wasm/assembly', 'src/wasm/*.generated.ts'] }, // another language; made of it
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { project: './tsconfig.check.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-expressions': 'error',
      '@typescript-eslint/restrict-template-expressions': 'off',
      // node:test's describe and it return promises that the runner awaits.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['describe', 'it', 'test'] },
          ],
        },
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: true }],
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
  {
    files: ['scripts/lab-extension.js'],
    languageOptions: {
      globals: { document: false, window: false, MutationObserver: false, ResizeObserver: false },
    },
  },
  { files: ['**/*.cjs'], languageOptions: { globals: { process: 'readonly', __dirname: 'readonly' } } },
  { files: ['src/**/*.ts'], ignores: ['**/*.test.ts'], rules: bitExact },
  ...folders.map((folder) => {
    const others = folders.filter((other) => other !== folder && !mayImport[folder].includes(other));
    return noImport(
      folder,
      `^(\\.\\./)+(${others.join('|')})(/|$)|^\\.\\./?$|^\\.\\./index$|^softmax-lab|^(?!\\.|node:|tar$)`,
      `src/${folder} may import from: ${[folder, ...mayImport[folder]].join(', ')}.`,
    );
  }),
  {
    files: ['scripts/**/*.ts', 'bench/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^\\.{1,2}/(.*/)?(src|dist)(/|$)', message: "Import from 'softmax-lab'." }] },
      ],
    },
  },
);
