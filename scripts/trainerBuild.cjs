// @ts-check
/** How the training child is bundled: by the build, and by tests that bundle it for themselves. */
const path = require('node:path');
const { tfjsInnerFiles } = require('./tfjsInnerFiles.cjs');
const { workspaceTfjs } = require('./workspaceTfjs.cjs');

const root = path.join(__dirname, '..');

/**
 * tfjs from its ES modules: the unused half of it (WebGL, deprecated builds) falls away. node-fetch is for Node without a
 * fetch of its own.
 * @satisfies {import('esbuild').BuildOptions}
 */
const trainerBuild = {
  absWorkingDir: root,
  entryPoints: { main: 'src/trainer/main.ts' },
  bundle: true,
  platform: /** @type {const} */ ('node'),
  target: 'node20',
  format: /** @type {const} */ ('cjs'),
  mainFields: ['module', 'main'],
  alias: { '@tensorflow/tfjs-backend-webgl': path.join(root, 'src/trainer/backend/withoutWebgl.ts') },
  external: ['node-fetch'],
  plugins: [tfjsInnerFiles()],
};

/** The same on the workspace's own tfjs. */
const workspaceTrainerBuild = { ...trainerBuild, entryPoints: { workspace: 'src/trainer/main.ts' }, plugins: [workspaceTfjs()] };

module.exports = { trainerBuild, workspaceTrainerBuild };
