// What the engine follows in JavaScript and TypeScript, and what it leaves alone.
import { expect, test } from 'vitest';
import { found } from './table.ts';

test.each([
  ['console.log("t", process.env.HF_TOKEN)', 'log-js-console@1'],
  ['const { HF_TOKEN: t = "" } = process.env;\nconsole.log(t)', 'log-js-console@2'],
  [`const t = process.env["HF_TOKEN"] ?? "";\nconsole.log(\`a \${t}\`)`, 'log-js-console@2'],
  ['const t = process.env.HF_TOKEN!;\nconst u = t as string;\nconsole.log(u)', 'log-js-console@3'],
  ['function show({ token }) { console.log(token) }\nshow({ token: process.env.HF_TOKEN })', 'log-js-console@1'],
  ['const f = () => process.env.HF_TOKEN;\nconsole.log(f())', 'log-js-console@2'],
  [
    'class A { constructor(t) { this.t = t }\n show() { console.log(this.t) } }\nnew A(process.env.HF_TOKEN)',
    'log-js-console@2',
  ],
  [
    `const o = { headers: { Authorization: \`Bearer \${hfToken}\` } };\nconsole.log(o);\nconsole.log(o.url)`,
    'log-js-object@2',
  ],
  ['console.log(hfToken.slice(0, 4) + "...")', 'info log-py-partial@1'],
  ['console.log(hfToken.replace(/./g, "*"))', ''],
  ['console.log(maskToken(hfToken), typeof hfToken, hfToken.length)', ''],
  ['console.log(hfToken ? "yes" : "no")', ''],
  ['for (const token of tokens) console.log(token); // hf_token', ''],
  ['logger.info({ token: hfToken }, "x")', 'log-js-object@1'],
  ['const log = require("pino")();\nlog.info(hfToken)', 'log-js-console@2'],
  ['["a", hfToken].forEach((x) => console.log(x))', 'log-js-console@1'],
  ['const t: string = import.meta.env.VITE_HF_TOKEN', 'js-client-env@1'],
  [
    'export async function GET() {\n  return Response.json({ t: process.env.HF_TOKEN });\n}',
    'warning js-client-storage@2',
  ],
  ['app.get("/", (req, res) => res.json({ t: process.env.HF_TOKEN }))', 'warning js-client-storage@1'],
  ['const token = await ask();\nnew HfInference(token);\nconsole.log(token)', 'warning log-js-console@3'],
  ['Deno.env.get("HF_TOKEN");\nconsole.log(Deno.env.get("HF_TOKEN"))', 'log-js-console@2'],
])('%j', (text, expected) => {
  expect(found('javascript', text)).toBe(expected);
});
