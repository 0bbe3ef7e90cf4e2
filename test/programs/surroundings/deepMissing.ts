import * as tf from '@tensorflow/tfjs';
import { WEBGL_DEBUG } from '@tensorflow/tfjs-core/dist/webgl_flags';

console.log(tf.version.tfjs, WEBGL_DEBUG);
