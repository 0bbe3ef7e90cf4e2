import { loops } from './loops.js';
import { testArea } from './support/testArea.js';

testArea(loops);
