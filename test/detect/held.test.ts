import { expect, test } from 'vitest';
import { type Held, heldIn } from '../../src/detect/held.ts';
import type { HeldKind } from '../../src/types.ts';
import { cpuSince } from '../cost.ts';

test.each<[HeldKind, string, Held]>([
  ['assignment', '', 'plain'],
  ['assignment', '# nothing yet\n', 'open'],
  ['assignment', 'PORT=3000\n', 'plain'],
  ['assignment', 'API_KEY=\n', 'plain'],
  ['assignment', 'API_KEY=# yours\n', 'plain'],
  ['assignment', 'API_KEY=your-key-here-123\n', 'plain'],
  ['assignment', 'API_KEY=$OTHER_KEY1\n', 'plain'],
  ['assignment', 'DB_PASSWORD=postgres1\n', 'weak'],
  ['assignment', 'DB_PASSWORD=tiger\n', 'weak'],
  ['assignment', "export DB_PASSWORD='q7w8e9r0'  # ours\n", 'secret'],
  ['assignment', 'A=1\r\napi-key: q7w8e9r0\r\n', 'secret'],
  ['assignment', 'API_KEY=qWertZuioPasdfGhjkl\n', 'secret'],
  ['assignment', 'DATABASE_URL=postgres://me:q7w8e9r0@db/x\n', 'secret'],
  ['assignment', 'DATABASE_URL=postgres://me@db:5432/x\n', 'plain'],
  ['assignment', 'HF_TOKEN_PATH=/run/secrets/token1\nMAX_TOKENS=100000000\n', 'plain'],
  ['assignment', 'HF_TOKEN=/run/secrets/token1\n', 'plain'],
  ['assignment', 'VITE_API_KEY=q7w8e9r0\n', 'open'],
  ['assignment', 'VITE_API_KEY=q7w8e9r0\nAPI_KEY=q7w8e9r0\n', 'secret'],
  ['assignment', 'API_KEY=op://vault/item/q7w8e9r0\n', 'open'],
  ['assignment', '{"env": {"HF_TOKEN": "q7w8e9r0"}}', 'secret'],
  ['assignment', '\0GITCRYPT\0API_KEY=q7w8e9r0', 'open'],
  ['password', 'machine a login b password <token>', 'plain'],
  ['password', 'machine a login b\n  password q7w8e9r0', 'secret'],
  ['opaque', 'q7w8e9r0t1z2u3i4\n', 'secret'],
  ['opaque', 'two words of prose\n', 'open'],
  ['anything', 'x', 'secret'],
])('%s: %j is %s', (kind, text, held) => {
  expect(heldIn(kind, Buffer.from(text))).toBe(held);
});

test('a file that PowerShell wrote', () => {
  expect(heldIn('assignment', Buffer.from('\ufeffAPI_KEY=q7w8e9r0\r\n', 'utf16le'))).toBe('secret');
});

test('no text makes it slow', () => {
  const start = process.cpuUsage();
  for (const piece of ['a', '{', '{"a', 'A_KEY=', '://a:', 'a\n', '{a:"', ' ', '"', 'API_KEY=aA', 'password  '])
    for (const kind of ['assignment', 'password', 'opaque', 'private-key'] as const)
      heldIn(kind, Buffer.from(piece.repeat(1 << 15)));
  expect(cpuSince(start)).toBeLessThan(4000);
});
