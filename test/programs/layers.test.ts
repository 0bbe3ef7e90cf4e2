import { layers } from './layers.js';
import { testArea } from './support/testArea.js';

testArea(layers);
