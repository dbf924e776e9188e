#!/usr/bin/env node
// The command line. CommonJS, because Node starts its threads for the file system with the first module of the other
// kind: with sixteen of them that many flushes of the disk may wait beside each other and share what the disk does for one.
process.env.UV_THREADPOOL_SIZE ??= '16';
void import('./vestibule.mjs');
