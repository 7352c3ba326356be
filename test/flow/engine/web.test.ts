// Objects of the web: which of their parts show the credential that was put into them.
import { expect, test } from 'vitest';
import { found } from './table.ts';

const ADDRESS = 'const u = new URL(base);\nu.searchParams.append("key", process.env.HF_TOKEN);\n';
const PARAMETERS = 'const q = new URLSearchParams({ key: process.env.HF_TOKEN, n: "1" });\n';
const HEADERS = 'const h = new Headers();\nh.set("Authorization", process.env.HF_TOKEN);\n';

test.each([
  [`${ADDRESS}console.log(u)`, 'log-js-console@3'],
  [`${ADDRESS}console.log(u.href)`, 'log-js-console@3'],
  [`${ADDRESS}console.log(u.toString())`, 'log-js-console@3'],
  [`${ADDRESS}console.log(\`to \${u}\`)`, 'log-js-console@3'],
  [`${ADDRESS}console.log(u.host, u.pathname, u.origin)`, ''],
  [`${ADDRESS}u.searchParams.delete("key");\nconsole.log(u.href)`, ''],
  [`${ADDRESS}u.searchParams.set("key", "***");\nconsole.log(u.href)`, ''],
  [`${PARAMETERS}console.log(q.toString())`, 'log-js-console@2'],
  [`${PARAMETERS}console.log(\`\${base}?\${q}\`)`, 'log-js-console@2'],
  [`${PARAMETERS}console.log(q.get("n"))`, ''],
  [`${PARAMETERS}console.log(q.get("key"))`, 'log-js-console@2'],
  [`${HEADERS}console.log(Object.fromEntries(h))`, 'log-js-object@3'],
  [`${HEADERS}console.log(h.get("authorization"))`, 'log-js-console@3'],
  [`${HEADERS}console.log(h.get("accept"))`, ''],
  [`${HEADERS}h.delete("AUTHORIZATION");\nconsole.log(h)`, ''],
  [`${HEADERS}const { authorization, ...rest } = Object.fromEntries(h);\nconsole.log(rest)`, ''],
  [`${HEADERS}const { accept, ...rest } = Object.fromEntries(h.entries());\nconsole.log(rest)`, 'log-js-object@4'],
])('%j', (text, expected) => {
  expect(found('javascript', text)).toBe(expected);
});
