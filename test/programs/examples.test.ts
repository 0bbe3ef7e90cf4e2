import { examples } from './examples.js';
import { testArea } from './support/testArea.js';

testArea(examples);
