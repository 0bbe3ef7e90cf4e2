// @ts-check
/**
 * The second build of the trainer, for the setting `tfjs: workspace`: tfjs is not in it, but taken from the user's
 * workspace when it starts. What the workspace may lack (it needs core and layers) is in it all the same, on top of that.
 */
const path = require('node:path');

const NAMESPACE = 'workspace-tfjs';
const FROM_WORKSPACE = /^@tensorflow\/tfjs(-core|-layers|-data|-converter|-backend-cpu)?$/;
const NEEDED = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'];
const EMBEDDED = 'embedded:';

/** @returns {import('esbuild').Plugin} */
function workspaceTfjs() {
  const root = path.join(__dirname, '..');
  const loader = path.join(root, 'src/trainer/workspaceTfjs.ts');
  return {
    name: NAMESPACE,
    setup(build) {
      build.onResolve({ filter: FROM_WORKSPACE }, ({ path: name, pluginData }) =>
        (pluginData === EMBEDDED ? undefined : { path: name, namespace: NAMESPACE }));
      build.onResolve({ filter: new RegExp(`^${EMBEDDED}`) }, ({ path: request, kind }) =>
        build.resolve(request.slice(EMBEDDED.length), { kind, resolveDir: root, pluginData: EMBEDDED }));
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path: name }) => {
        const embedded = NEEDED.includes(name) ? 'null' : `() => require(${JSON.stringify(EMBEDDED + name)})`;
        return {
          contents: `module.exports = require(${JSON.stringify(loader)}).workspacePackage(${JSON.stringify(name)}, ${embedded});`,
          resolveDir: root,
        };
      });
      // Its inner files cannot be had one by one: Node loads each package as a single file.
      build.onResolve({ filter: /^tfjs-inner-files$/ }, () => ({ path: 'none', namespace: `${NAMESPACE}-none` }));
      build.onLoad({ filter: /.*/, namespace: `${NAMESPACE}-none` }, () => ({ contents: 'export const innerFile = () => null;' }));
    },
  };
}

module.exports = { workspaceTfjs };
