import { expect, test } from 'vitest';
import { fullDisk, HfleaksError } from '../src/errors.ts';
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

test.each<[cause: unknown, what: string | undefined]>([
  [Object.assign(new Error('x'), { code: 'ENOSPC' }), 'the disk is full'],
  [Object.assign(new Error('x'), { code: 'EDQUOT' }), 'the disk quota is used up'],
  ['error: unable to write file: No space left on device', 'the disk is full'],
  ["fatal: cannot open 'No space left on device'", undefined],
  ["fatal: sha1 file '/a/index.lock' write error. Out of diskspace", 'the disk is full'],
  ['fatal: write error: Disk quota exceeded', 'the disk quota is used up'],
  [Object.assign(new Error('ENOSPC'), { code: 'EACCES' }), undefined],
  ['fatal: bad object', undefined],
  [undefined, undefined],
])('fullDisk: %s', (cause, what) => expect(fullDisk(cause)?.[0]).toBe(what));
