import { testArea } from './support/testArea.js';
import { traps } from './traps.js';

testArea(traps);
