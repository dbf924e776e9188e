import { describe, expect, it } from 'vitest';
import { maxJsonDepth, parseLenientJson } from '../../app/lenient-json.ts';

describe('lenient JSON', () => {
  it.each([
    ['plain JSON', '{"a": [1, null, "x"]}', { a: [1, null, 'x'] }],
    ['trailing commas', '{"a": [1, 2, ], }', { a: [1, 2] }],
    ['comments', '// first\n{"a": /* second */ 1} // last', { a: 1 }],
    ['a comma before a comment', '{"a": 1, /* none */ }', { a: 1 }],
    [
      'texts that look like either',
      '{"a": "x, ] // y", "b": "/* z */"}',
      { a: 'x, ] // y', b: '/* z */' },
    ],
    ['escaped quotes', String.raw`{"a": "\",]"}`, { a: '",]' }],
  ])('reads %s', (_, text, value) => {
    expect(parseLenientJson(text)).toEqual(value);
  });

  it.each(['', '{', '{"a": }', '{"a" 1}', 'undefined', '[1 2]'])('refuses %j', (text) => {
    expect(() => parseLenientJson(text)).toThrow(
      expect.objectContaining({ code: 'InvalidRequest' }),
    );
  });

  it('is as deep as the service allows, and no deeper', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(parseLenientJson(nested(maxJsonDepth))).toBeInstanceOf(Array);
    expect(() => parseLenientJson(nested(maxJsonDepth + 1))).toThrow('deeper');
  });
});
