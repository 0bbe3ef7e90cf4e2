import * as tf from '@tensorflow/tfjs';
import { Dense } from '@tensorflow/tfjs-layers/dist/layers/core';

const model = tf.sequential();
model.add(new Dense({ units: 1, inputShape: [2] }));
