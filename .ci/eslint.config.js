import js from '@eslint/js';
import hooks from 'eslint-plugin-react-hooks';
import path from 'node:path';
import ts from 'typescript-eslint';

const root = path.resolve(import.meta.dirname, '..');

const impure = [
  { object: 'Date', property: 'now', message: 'app/ has no clock: take the time as an argument.' },
  {
    object: 'Math',
    property: 'random',
    message: 'app/ has no randomness: take it as an argument.',
  },
];

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Names are exported, not defaults.',
};
const noMutableExport = {
  selector: "ExportNamedDeclaration > VariableDeclaration[kind!='const']",
  message: 'What is exported does not change.',
};
const noClock = {
  selector: "NewExpression[callee.name='Date'][arguments.length=0]",
  message: 'app/ has no clock: take the time as an argument.',
};
/** Named once, in app/dicom. */
const noDicomLiterals = [
  {
    selector: 'Literal[value=/^1\\.2\\.840\\.10008\\./]',
    message: 'Well-known UIDs have names in app/dicom.',
  },
  {
    selector: 'Literal[value=/^x?[0-9A-Fa-f]{8}$/]',
    message: 'Tags have names in app/dicom/tag.ts.',
  },
];
const outsideDicom = [noDefaultExport, noMutableExport, ...noDicomLiterals];

const longestFunction = (max) => ({
  'max-lines-per-function': ['error', { max, skipBlankLines: true, skipComments: true }],
});

export default ts.config(
  { basePath: root, ignores: ['out/**', 'dist/**', 'node_modules/**', 'test-results/**'] },
  {
    basePath: root,
    files: ['{app,main,renderer,test}/**/*.{ts,tsx}'],
    extends: [
      js.configs.recommended,
      ts.configs.strictTypeChecked,
      ts.configs.stylisticTypeChecked,
    ],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      // Code points are what these spreads are meant to give.
      '@typescript-eslint/no-misused-spread': 'off',
      // Services are objects of closures; none of them has a `this`.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 14],
      'max-depth': ['error', 3],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
    },
  },
  {
    basePath: root,
    files: ['app/**/*.ts'],
    rules: {
      ...longestFunction(60),
      'no-restricted-properties': ['error', ...impure],
      'no-restricted-syntax': ['error', noClock, ...outsideDicom],
    },
  },
  {
    basePath: root,
    files: ['app/dicom/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', noClock, noDefaultExport, noMutableExport] },
  },
  {
    basePath: root,
    files: ['main/**/*.ts'],
    // A service is one function that closes over its parts.
    rules: { ...longestFunction(85), 'no-restricted-syntax': ['error', ...outsideDicom] },
  },
  {
    basePath: root,
    files: ['renderer/**/*.{ts,tsx}'],
    extends: [hooks.configs.flat['recommended-latest']],
    rules: {
      // Markup is long without being difficult.
      ...longestFunction(110),
      'no-restricted-syntax': ['error', ...outsideDicom],
      // Snapshots of the latest props for listeners outside React are what refs are for here.
      'react-hooks/refs': 'off',
      // Virtualised lists are not memoised by a compiler here; nothing to warn of.
      'react-hooks/incompatible-library': 'off',
    },
  },
  // Declares how a style sheet is imported.
  {
    basePath: root,
    files: ['renderer/css.d.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  { basePath: root, files: ['app/dicom/dictionary-table.ts'], rules: { 'max-lines': 'off' } },
  {
    basePath: root,
    files: ['scripts/**/*.{mjs,cjs}'],
    extends: [js.configs.recommended],
    languageOptions: {
      globals: Object.fromEntries(
        ['process', 'performance', 'setTimeout', 'setInterval'].map((name) => [name, 'readonly']),
      ),
    },
    rules: { complexity: ['error', 14], ...longestFunction(85), eqeqeq: 'error' },
  },
);
