import { expect, test } from 'vitest';
import { HfleaksError } from '../src/errors.ts';

test('code, message and hint', () => {
  const error = new HfleaksError('usage', 'There is no such thing.', 'Try another.');
  expect({ ...error, message: error.message }).toEqual({
    name: 'HfleaksError',
    code: 'usage',
    hint: 'Try another.',
    report: null,
    message: 'There is no such thing.',
  });
  expect(error).toBeInstanceOf(Error);
});

test('without a hint', () => expect(new HfleaksError('usage', 'No.').hint).toBe(''));
