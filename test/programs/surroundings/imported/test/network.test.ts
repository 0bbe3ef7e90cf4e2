import * as tf from '@tensorflow/tfjs';
import { network } from '../src/network';

network(3).fit(tf.ones([8, 3]), tf.ones([8, 1]));
