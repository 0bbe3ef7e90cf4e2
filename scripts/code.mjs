// @ts-check
/** `npm run code [-- PORT]`: opens the real VS Code with the extension and the examples on 127.0.0.1, until Ctrl+C. */
import { ensureDependencies } from './dependencies.mjs';

await ensureDependencies();
const { copyExamples } = await import('./vscode/examples.mjs');
const { packageVsix } = await import('./packaging/vsix.mjs');
const { startServer } = await import('./vscode/server.mjs');

const port = process.argv[2] ? Number(process.argv[2]) : undefined;
const folder = copyExamples('code');
const server = await startServer({ vsix: await packageVsix(), port });
console.log(`\nVS Code with Gradient Inspector: ${server.url}/?folder=${encodeURIComponent(folder)}\nCtrl+C ends it.`);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await server.stop();
    process.exit(0);
  });
}
