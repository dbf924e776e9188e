// Makes the system of this thread fail and dawdle when it reads a medium: a drive with a scratched disc in it.
import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';

const { openSync, readSync, closeSync, readFileSync, appendFileSync } = fs;
const sleeping = new Int32Array(new SharedArrayBuffer(4));

/**
 * `medium` is the folder it is about, `faults` a file with what is to go wrong, read again for each file; what happens
 * is written to the file `events`.
 */
export function failOn({ medium, faults, events }) {
  /** Names of the medium's files that are open, by descriptor. */
  const opened = new Map();
  const tell = (event, name) => appendFileSync(events, `${event} ${name}\n`);
  const plan = () => JSON.parse(readFileSync(faults, 'utf8'));
  const failures = (name) =>
    readFileSync(events, 'utf8')
      .split('\n')
      .filter((line) => line === `fail ${name}`).length;

  /** The fault that has not worn off yet. */
  const faultOf = (name) => {
    const fault = plan().faults.find((one) => one.name === name);
    return fault !== undefined && failures(name) < (fault.times ?? Infinity) ? fault : undefined;
  };

  fs.openSync = (path, ...rest) => {
    const text = Buffer.from(path).toString();
    const descriptor = openSync(path, ...rest);
    if (!text.startsWith(medium)) return descriptor;
    const name = basename(text);
    opened.set(descriptor, name);
    tell('begin', name);
    const { dawdleMs = 0 } = plan();
    if (dawdleMs > 0) Atomics.wait(sleeping, 0, 0, dawdleMs);
    return descriptor;
  };

  fs.readSync = (descriptor, buffer, offset, length, position) => {
    const name = opened.get(descriptor);
    const fault = name === undefined ? undefined : faultOf(name);
    if (fault === undefined || position >= fault.to || position + length <= fault.from) {
      return readSync(descriptor, buffer, offset, length, position);
    }
    if (position >= fault.from) {
      tell('fail', name);
      throw Object.assign(new Error('the medium fails'), { code: fault.code });
    }
    // As a disc gives what lies before a bad sector.
    return readSync(descriptor, buffer, offset, fault.from - position, position);
  };

  fs.closeSync = (descriptor) => {
    const name = opened.get(descriptor);
    opened.delete(descriptor);
    // Told before: from then on the number may be another's.
    if (name !== undefined) tell('end', name);
    closeSync(descriptor);
  };

  syncBuiltinESMExports();
}
