// Credentials in many spellings, drawn when they are needed.
import { ENCODINGS } from '../../test/metamorphic/forms.ts';
import { token } from '../../test/tokens.ts';

export const CODE = Buffer.from(
  `import os\nfor name in names: print(name, hf_hub_download("a/b", name), api_version)\n${'x = 1 + 2\n'.repeat(8)}`,
);

const RULES = ['hf-org-token', 'hf-oauth-token', 'hf-jwt-token', 'hf-signed-url'];

let made: readonly Buffer[] | undefined;

/** The same each time, each below 1,000 bytes. */
export function spelledTokens(): readonly Buffer[] {
  return (made ??= spelled());
}

function spelled(): Buffer[] {
  const user = token('hf-user-token', 1);
  const [start, end] = [user.slice(0, 15), user.slice(15)];
  const bytes = Buffer.from(user);
  const codes = [...bytes];
  const texts = [
    user,
    `login("${user}")\n`,
    ...RULES.map((rule) => `key: ${token(rule, 2)}\n`),
    `x = "${start}" + "${end}"\n`,
    `x = ("${start}"\n     # the rest\n     "${end}")\n`,
    `p = "hf_"\nx = p + "${user.slice(3)}"\n`,
    `x = "${[...user].reverse().join('')}"[::-1]\n`,
    `[${codes.join(', ')}]`,
    codes.map((code) => code.toString(2).padStart(8, '0')).join(' '),
    `begin 644 a\n${user}\nend\n`,
    'hf_',
    'aGZf',
    '\\x68',
    '%68',
    '&#104;',
    '\\u0068',
  ];
  const planted = {
    bytes,
    start: 0,
    end: bytes.length,
    latest: 0,
    trail: [],
    name: 'a',
    isPacked: false,
    isBlurred: false,
  };
  return [
    ...texts.map((text) => Buffer.from(text)),
    ...ENCODINGS.flatMap((form) => form.apply(planted, () => 0)?.bytes ?? []),
    Buffer.from(user, 'utf16le'),
    Buffer.from(user, 'utf16le').swap16(),
    Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1'),
    Buffer.from(Buffer.from('PK\x03\x04'.padEnd(60, '\0'), 'latin1').toString('base64')),
    Buffer.from(['"', '\n', '\\', '\\n', '# ', ' + ', '\0', '='].join(' ')),
  ];
}
