import { models } from './models.js';
import { testArea } from './support/testArea.js';

testArea(models);
