// What pages take with them to the browser, and what stays on the server.
import { logging } from 'hfleaks:logging';
import { expect, test } from 'vitest';
import { type Imports, namesIn } from '../../../src/flow/exposures.ts';
import { found } from './table.ts';

const T = 'process.env.HF_TOKEN';

const chat = 'export default function Chat({ hfToken }) {\n  return <b>{hfToken.length}</b>;\n}';
const namesOf = (text: string) => namesIn({ name: 'chat.tsx', text, kind: 'javascript' }, logging);
const modules = new Map([
  ['./chat', namesOf(`"use client";\n${chat}`)],
  ['./server', namesOf(chat)],
]);
const imports: Imports = (module, wanted) => (wanted === 'all' ? (modules.get(module) ?? null) : null);

test.each([
  [`import Chat from './chat';\nexport default () => <Chat hfToken={${T}} />`, 'warning js-client-storage@2'],
  [
    `import Chat from './chat';\nexport default () => (\n  <main>\n    <Chat {...{ t: ${T} }} />\n  </main>)`,
    'warning js-client-storage@4',
  ],
  [`import Chat from './chat';\nexport default () => <Chat hasToken={!!${T}} />`, ''],
  [`import Chat from './server';\nexport default () => <Chat hfToken={${T}} />`, ''],
  [`export default () => <Other hfToken={${T}} />`, ''],
  [`export default () => <p>Token: {${T}}</p>`, 'warning js-client-storage@1'],
  [`export default () => <p className={${T}}>{${T} ? 'set' : 'missing'}</p>`, ''],
  ['const [hfToken, setHfToken] = useState("");\nconst a = <p>{hfToken}<input value={hfToken} /></p>', ''],
  [`router.get('/', (ctx) => {\n  ctx.body = { t: ${T} };\n})`, 'warning js-client-storage@2'],
  [`router.get('/', (ctx) => {\n  ctx.body = { ok: !!${T} };\n  request.body = { t: ${T} };\n})`, ''],
])('%j', (text, expected) => {
  expect(found('javascript', text, imports)).toBe(expected);
});

test.each([
  ['src/routes/+page.server.ts', 'load', 'warning js-client-storage@2'],
  ['src/routes/a/+layout.server.js', 'load', 'warning js-client-storage@2'],
  ['app/root.tsx', 'loader', 'warning js-client-storage@2'],
  ['app/routes/_index.tsx', 'loader', 'warning js-client-storage@2'],
  ['src/lib/load.ts', 'load', ''],
  ['src/loader.ts', 'loader', ''],
])('%s: %s', (name, own, expected) => {
  const text = `export const ${own} = async () => {\n  return { t: ${T} };\n};`;
  expect(found('javascript', text, undefined, name)).toBe(expected);
});
