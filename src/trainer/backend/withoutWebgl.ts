/** Takes the place of `@tensorflow/tfjs-backend-webgl` in the bundle: there is no WebGL in Node, and it is a fifth of tfjs. */
export { version_core as version_webgl } from '@tensorflow/tfjs-core';
