import { testArea } from './support/testArea.js';
import { training } from './training.js';

testArea(training);
