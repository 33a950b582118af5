// Loaded into a process that a test watches (NODE_OPTIONS=--import): once a second it collects garbage and adds what is still
// alive, in bytes, as a line to the file that B7LE_TEST_HEAP names. What is left after a collection is what grows, if it grows;
// the resident set of a process tells how much room V8 likes to have.

import { appendFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const file = process.env.B7LE_TEST_HEAP;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

if (file) {
  setInterval(() => {
    collect();
    appendFileSync(file, `${process.memoryUsage().heapUsed}\n`);
  }, 1000).unref();
}
