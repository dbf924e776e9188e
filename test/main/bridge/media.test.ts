import { describe, expect, it } from 'vitest';
import { createMediaRegister, labelOf } from '../../../main/bridge/media.ts';

describe('chosen media', () => {
  it('are known by an id that says nothing of their path', () => {
    const media = createMediaRegister();
    const chosen = media.add('source', ['/media/cdrom/Canary Petra']);
    expect(chosen.id).not.toContain('Canary');
    expect(chosen.label).toBe('Canary Petra');
    expect(media.paths('source', chosen.id)).toEqual(['/media/cdrom/Canary Petra']);
  });

  it('cannot be named by an id that was never given out', () => {
    expect(() => createMediaRegister().paths('source', '0000-0000')).toThrow('could not be read');
  });

  it('to be read are no place to write to, and the other way round', () => {
    const media = createMediaRegister();
    const source = media.add('source', ['/media/cdrom']);
    const destination = media.add('destination', ['/home/me/out']);
    expect(() => media.paths('destination', source.id)).toThrow('could not be read');
    expect(() => media.paths('source', destination.id)).toThrow('could not be read');
  });

  it('are forgotten with the window they were chosen in', () => {
    const media = createMediaRegister();
    const chosen = media.add('source', ['/media/cdrom']);
    media.forget();
    expect(() => media.paths('source', chosen.id)).toThrow('could not be read');
  });

  it('keep their id when they are chosen again', () => {
    const media = createMediaRegister();
    const first = media.add('source', ['/media/cdrom']);
    expect(media.add('source', ['/media/cdrom'])).toEqual(first);
    expect(media.add('source', ['/media/cdrom', '/media/usb']).id).not.toBe(first.id);
    expect(media.add('destination', ['/media/cdrom']).id).not.toBe(first.id);
  });

  it('must be absolute paths', () => {
    const media = createMediaRegister();
    expect(() => media.add('source', ['etc/passwd'])).toThrow('not valid');
    expect(() => media.add('source', [])).toThrow('not valid');
  });

  it('at the root of a drive are called by that', () => {
    expect(labelOf(['/'])).toBe('/');
  });
});
