// @ts-check
/**
 * The module `tfjs-inner-files` of the trainer's bundle: the exports of single files of tfjs
 * (`@tensorflow/tfjs-layers/dist/layers/core`), for programs that import those. They are the very modules that the bundle
 * holds anyway; one function names them all, so that nothing of it is done, or compiled, before a program asks.
 */
const esbuild = require('esbuild');
const path = require('node:path');

const NAME = 'tfjs-inner-files';
const PACKAGES = ['tfjs-core', 'tfjs-layers', 'tfjs-data', 'tfjs-converter', 'tfjs-backend-cpu'];
const FOLDER = 'node_modules/';
const INNER = new RegExp(`^${FOLDER}@tensorflow/(?:${PACKAGES.join('|')})/dist/.+\\.js$`);
/** A package as a whole is no inner file of it. */
const WHOLE = /\/dist\/index\.js$/;

/**
 * Their names: what the packages' own entries lead to.
 * @param {import('esbuild').BuildOptions} options
 */
async function innerFiles(options) {
  const contents = PACKAGES.map((name) => `import '@tensorflow/${name}';`).join('');
  const { metafile } = await esbuild.build({ ...options, stdin: { contents, resolveDir: options.absWorkingDir }, metafile: true, write: false });
  return Object.keys(metafile.inputs).filter((file) => INNER.test(file) && !WHOLE.test(file));
}

/**
 * The names that each of them exports.
 * @param {string[]} files
 * @param {import('esbuild').BuildOptions} options
 */
async function exportsOf(files, options) {
  const { metafile } = await esbuild.build({ ...options, entryPoints: files, splitting: true, outdir: 'out', outbase: '.', metafile: true, write: false });
  return new Map(Object.values(metafile.outputs).flatMap(({ entryPoint, exports }) => (entryPoint ? [[entryPoint, exports]] : [])));
}

/** @param {string} root of the repository */
async function moduleText(root) {
  /** @type {import('esbuild').BuildOptions} */
  const options = {
    absWorkingDir: root, bundle: true, format: 'esm', platform: 'node', mainFields: ['module', 'main'], logLevel: 'error',
    external: ['@tensorflow/tfjs-backend-webgl', 'node-fetch'],
  };
  const files = await innerFiles(options);
  const exports = await exportsOf(files, options);
  const named = files.map((file) => ({ request: file.slice(FOLDER.length, -'.js'.length), names: exports.get(file) ?? [] }));
  const imports = named.map(({ request }, i) => `import * as file${i} from ${JSON.stringify(`${request}.js`)};`);
  const cases = named.map(({ request, names }, i) =>
    `case ${JSON.stringify(request)}: return {${names.map((name) => `${name}: file${i}.${name}`).join()}};`);
  return `${imports.join('\n')}\nexport function innerFile(request) {\nswitch (request) {\n${cases.join('\n')}\ndefault: return null;\n}\n}\n`;
}

/** @returns {import('esbuild').Plugin} */
function tfjsInnerFiles() {
  return {
    name: NAME,
    setup(build) {
      const root = path.join(__dirname, '..');
      build.onResolve({ filter: new RegExp(`^${NAME}$`) }, () => ({ path: NAME, namespace: NAME }));
      build.onLoad({ filter: /.*/, namespace: NAME }, async () => ({ contents: await moduleText(root), resolveDir: path.join(root, 'src') }));
    },
  };
}

module.exports = { tfjsInnerFiles };
