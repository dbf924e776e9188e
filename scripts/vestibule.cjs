#!/usr/bin/env node
// The command line.
require('./file-threads.cjs');
void import('./vestibule.mjs');
