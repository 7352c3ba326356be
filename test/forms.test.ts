// What the build knows of the forms of the built-in rules is what their decoders say.
import { known } from 'hfleaks:forms';
import { expect, test } from 'vitest';
import { anchorForms } from '../src/forms.ts';
import { builtinRulebook } from '../src/rulebook/load.ts';
import { scan } from '../src/scan.ts';
import { memorySource } from '../src/sources/memory.ts';
import type { AnchorForm } from '../src/types.ts';
import { userToken } from './tokens.ts';

test('forms that are known are those that are made', () => {
  const rules = builtinRulebook().rules.filter((rule) => rule.family === 'token');
  const shown = (form: AnchorForm): readonly unknown[] => [
    ...[form.decoder, Buffer.from(form.bytes).toString('latin1')],
    ...[form.rules, form.reach, form.confirm?.length],
  ];
  const made = anchorForms(rules).map(shown);
  expect(made.length).toBeGreaterThan(100);
  expect(anchorForms(rules, known).map(shown)).toEqual(made);
});

const each = (write: (code: number) => string): string => [...Buffer.from(userToken(1))].map(write).join('');
const hex = (code: number): string => code.toString(16);

// Decoders know their spellings again by the bytes that they made.
test.each([
  ['hex', each((code) => `${hex(code)} `)],
  ['character codes', each((code) => `chr(${code})+`)],
  ['CSS', each((code) => `\\${hex(code)} `)],
  ['quoted-printable', each((code) => `=${hex(code)}`)],
  ['backwards', [...userToken(1)].reverse().join('')],
])('what is found by a known form is read: %s', async (_, written) => {
  const { findings } = await scan(memorySource([{ path: 'a.txt', bytes: Buffer.from(`key: "${written}"\n`) }]));
  expect(findings.map(({ credential }) => credential?.secret.reveal())).toEqual([userToken(1)]);
});
