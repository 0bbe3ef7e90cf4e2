// @ts-check
/** `npm run package [-- PLATFORM]`: builds the VSIX, for this platform or for one named as VS Code does ("darwin-arm64"). */
import { ensureDependencies } from './dependencies.mjs';

await ensureDependencies();
const { packageVsix } = await import('./packaging/vsix.mjs');
await packageVsix(process.argv[2]);
