// One set-up at a time: two commands started together on a fresh checkout must not install over each other.
import fs from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';
import { say } from './say.mjs';

const file = inRoot('out/.set-up');
const lookMs = 250;
/** A lock without its owner's number is being written right now, unless it is older than this. */
const writingMs = 10_000;

export async function alone(work) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  let isSaid = false;
  while (!take()) {
    if (!isSaid) say('waiting for another set-up of this checkout to finish');
    isSaid = true;
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

function take() {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isAbandoned()) fs.rmSync(file, { force: true });
    return false;
  }
}

function isAbandoned() {
  try {
    const owner = Number(fs.readFileSync(file, 'utf8'));
    if (owner === 0) return Date.now() - fs.statSync(file).mtimeMs > writingMs;
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
