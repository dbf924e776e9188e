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
    languageOptions: {
      parserOptions: {
        project: ['app', 'main', 'renderer', 'test'].map(
          (folder) => `${root}/${folder}/tsconfig.json`,
        ),
        tsconfigRootDir: root,
      },
    },
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
      complexity: ['error', 15],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
    },
  },
  {
    basePath: root,
    files: ['app/**/*.ts', 'main/**/*.ts', 'renderer/**/*.{ts,tsx}'],
    rules: {
      'max-lines-per-function': ['error', { max: 110, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    basePath: root,
    files: ['app/**/*.ts'],
    rules: {
      'no-restricted-properties': ['error', ...impure],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'app/ has no clock.',
        },
        { selector: 'ExportDefaultDeclaration', message: 'Names are exported, not defaults.' },
      ],
    },
  },
  {
    basePath: root,
    files: ['renderer/**/*.{ts,tsx}'],
    extends: [hooks.configs.flat['recommended-latest']],
    rules: {
      // Snapshots of the latest props for listeners outside React are what refs are for here.
      'react-hooks/refs': 'off',
      // Virtualised lists are not memoised by a compiler here; nothing to warn of.
      'react-hooks/incompatible-library': 'off',
    },
  },
  { basePath: root, files: ['app/dicom/dictionary-table.ts'], rules: { 'max-lines': 'off' } },
);
