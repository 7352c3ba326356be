import { describe, expect, test } from 'vitest';
import { lfsObjectPath, lfsOid } from '../../src/sources/lfs.ts';

const OID = 'ab12'.repeat(16);
const HEAD = 'version https://git-lfs.github.com/spec/v1\n';

describe('lfsOid', () => {
  test.each([
    ['a pointer', `${HEAD}oid sha256:${OID}\nsize 12345\n`, OID],
    ['a pointer with an extension', `${HEAD}ext-0-foo sha256:${OID}\noid sha256:${OID}\nsize 1\n`, OID],
    ['a pointer with something else in it', `${HEAD}oid sha256:${OID}\nsize 1\nHF_TOKEN=x\n`, null],
    ['a pointer without its last line end', `${HEAD}oid sha256:${OID}\nsize 1`, null],
    ['a text that begins like one', HEAD, null],
    ['nothing', '', null],
    ['over 1,023 bytes', `${HEAD}oid sha256:${OID}\nsize ${'1'.repeat(1024)}\n`, null],
  ])('%s', (_, text, oid) => {
    expect(lfsOid(Buffer.from(text))).toBe(oid);
  });
});

test('lfsObjectPath', () => {
  expect(lfsObjectPath('/r/.git', OID).toString()).toBe(`/r/.git/lfs/objects/ab/12/${OID}`);
});
