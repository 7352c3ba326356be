import { expect, test } from 'vitest';
import { HfleaksError } from '../src/errors.ts';
import { userToken } from './tokens.ts';

test('code, message and hint', () => {
  const error = new HfleaksError('usage', 'There is no such thing.', 'Try another.');
  expect({ ...error, message: error.message }).toEqual({
    name: 'HfleaksError',
    code: 'usage',
    hint: 'Try another.',
    report: null,
    frame: [],
    message: 'There is no such thing.',
  });
  expect(error).toBeInstanceOf(Error);
});

test('without a hint', () => expect(new HfleaksError('usage', 'No.').hint).toBe(''));

test('what looks like a credential is in neither text', () => {
  const token = userToken(12);
  const error = new HfleaksError('usage', `No ${token}.`, `Not ${token}?`);
  expect([error.message, error.hint]).toEqual(['No [redacted].', 'Not [redacted]?']);
});
