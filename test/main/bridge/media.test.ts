import { describe, expect, it } from 'vitest';
import { createMediaRegister, labelOf } from '../../../main/bridge/media.ts';

describe('chosen media', () => {
  it('are known by an id that says nothing of their path', () => {
    const media = createMediaRegister();
    const chosen = media.add(['/media/cdrom/Canary Petra']);
    expect(chosen.id).not.toContain('Canary');
    expect(chosen.label).toBe('Canary Petra');
    expect(media.paths(chosen.id)).toEqual(['/media/cdrom/Canary Petra']);
  });

  it('cannot be named by an id that was never given out', () => {
    expect(() => createMediaRegister().paths('0000-0000')).toThrow('could not be read');
  });

  it('must be absolute paths', () => {
    const media = createMediaRegister();
    expect(() => media.add(['etc/passwd'])).toThrow('not valid');
    expect(() => media.add([])).toThrow('not valid');
  });

  it('at the root of a drive are called by that', () => {
    expect(labelOf(['/'])).toBe('/');
  });
});
