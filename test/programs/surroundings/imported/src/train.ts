import * as tf from '@tensorflow/tfjs';
import { network } from '.';

const model = network(2);
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
model.fit(tf.ones([8, 2]), tf.ones([8, 1]), { verbose: 0 });
