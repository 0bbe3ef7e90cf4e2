/** esbuild turns stylesheet imports into dist/webview/{panel,side}.css. */
declare module '*.css';
