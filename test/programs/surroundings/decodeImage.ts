import fs from 'node:fs';
import * as tf from '@tensorflow/tfjs-node';

function image(file: string): tf.Tensor3D {
  return tf.node.decodeImage(fs.readFileSync(file), 3) as tf.Tensor3D;
}

console.log(image(__filename).shape);
