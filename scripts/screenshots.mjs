// @ts-check
/** `npm run screenshots`: makes the pictures in media/screenshots again, from the real thing. */
import { ensureDependencies } from './dependencies.mjs';

await ensureDependencies();
const { takeScreenshots } = await import('./screenshots/take.mjs');
await takeScreenshots();
