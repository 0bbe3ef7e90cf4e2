import js from '@eslint/js';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Imports go downward only (see docs/architecture.md): each folder names the folders above it that it may not see. */
const rooms = {
  shared: ['program', 'trainer', 'run', 'diagnosis', 'remedies', 'analysis', 'editor', 'views', 'cli'],
  program: ['trainer', 'run', 'diagnosis', 'remedies', 'analysis', 'editor', 'views', 'cli'],
  trainer: ['program', 'run', 'diagnosis', 'remedies', 'analysis', 'editor', 'views', 'cli'],
  run: ['trainer', 'diagnosis', 'remedies', 'analysis', 'editor', 'views', 'cli'],
  diagnosis: ['trainer', 'remedies', 'analysis', 'editor', 'views', 'cli'],
  remedies: ['trainer', 'analysis', 'editor', 'views', 'cli'],
  analysis: ['trainer', 'editor', 'views', 'cli'],
  editor: ['trainer', 'views', 'cli'],
  views: ['trainer', 'editor', 'cli'],
  cli: ['trainer', 'editor', 'views'],
};

/** The rooms that run outside VS Code. */
const withoutVscode = ['shared', 'program', 'trainer', 'run', 'diagnosis', 'remedies', 'analysis', 'cli'];

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'node_modules/', 'test/fixtures/', 'coverage/', 'src/trainer/capture/kernel/', 'src/trainer/backend/kernel/', 'test/programs/*/', '!test/programs/support/'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    plugins: { 'import-x': importX },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'import-x/no-restricted-paths': ['error', {
        zones: [
          ...Object.entries(rooms).map(([room, above]) => ({
            target: `./src/${room}`,
            from: above.map((name) => `./src/${name}`),
            message: 'Imports go downward only: see docs/architecture.md.',
          })),
          { target: './src', from: './webview', message: 'The webview is reached by messages only.' },
          {
            target: './webview',
            from: Object.keys(rooms).filter((room) => room !== 'shared').map((room) => `./src/${room}`),
            message: 'The webview imports src/shared alone.',
          },
        ],
      }],
    },
  },
  {
    files: [`src/{${withoutVscode.join(',')}}/**`, 'webview/**'],
    rules: { 'no-restricted-imports': ['error', { paths: [{ name: 'vscode', message: 'Only editor/, views/ and extension.ts run in VS Code.' }] }] },
  },
  {
    files: ['**/*.js', '**/*.cjs', '**/*.mjs'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', require: 'readonly', module: 'writable', exports: 'writable', __dirname: 'readonly', __filename: 'readonly', setTimeout: 'readonly', clearTimeout: 'readonly', Buffer: 'readonly', URL: 'readonly', fetch: 'readonly', performance: 'readonly' } },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
