import { describe, expect, it } from 'vitest';
import { BridgeError, toBridgeError } from '../../../renderer/data/bridge.ts';

describe('an error from the bridge', () => {
  it('gets its code and sentence back', () => {
    const error = toBridgeError(new Error("Uncaught Error: JobNotFound: The job can't be found."));
    expect(error).toBeInstanceOf(BridgeError);
    expect(error).toMatchObject({ code: 'JobNotFound', message: "The job can't be found." });
  });

  it('of another kind stays what it is', () => {
    const other = new Error('TypeError: x is not a function');
    expect(toBridgeError(other)).toBe(other);
  });
});
