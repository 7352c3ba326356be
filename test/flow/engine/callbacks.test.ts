// What functions get that are handed to methods of lists, and what these methods give.
import { expect, test } from 'vitest';
import { found } from './table.ts';

const O = 'const e = { t: process.env.HF_TOKEN, port: 1 };\n';
const E = "import '@huggingface/hub';\n";

test.each([
  [`${O}Object.entries(e).forEach(([k, v]) => console.log(v))`, 'log-js-console@2'],
  [`${O}Object.entries(e).forEach(([k, v]) => console.log(k))`, ''],
  [`${O}for (const [k, v] of Object.entries(e)) console.log(v)`, 'log-js-console@2'],
  [`${O}Object.values(e).forEach((v) => console.log(v))`, 'log-js-console@2'],
  [`${O}Object.keys(e).forEach((k) => console.log(k, e[k]))`, 'log-js-console@2'],
  [`${O}Object.keys(e).forEach((k) => console.log(k))`, ''],
  ['["a", process.env.HF_TOKEN].forEach(console.log)', 'log-js-console@1'],
  ['Promise.resolve(process.env.HF_TOKEN).then(console.log)', 'log-js-console@1'],
  ['fetch(url, { headers: { a: process.env.HF_TOKEN } }).then(console.log)', ''],
  ['["HF_TOKEN"].forEach(console.log)', ''],
  [`${O}Object.keys(e).forEach(console.log)`, ''],
  [`${O}console.log(Object.entries(e), Object.keys(e))`, 'log-js-object@2'],
  [`${O}console.log(Object.entries(e).map(([k, v]) => \`\${k}=\${v}\`).join())`, 'log-js-console@2'],
  [`${O}console.log(Object.entries(e).map(([k, v]) => \`\${k}=\${Boolean(v)}\`).join())`, ''],
  [`${O}console.log(Object.entries(e).map(([k, v]) => [k, k === 't' ? '***' : v]))`, ''],
  [`${O}console.log(Object.entries(e).map(([k, v]) => [k, /token/i.test(k) ? '***' : v]))`, ''],
  [`${O}console.log(Object.fromEntries(Object.entries(e).filter(([k]) => k !== 't')))`, ''],
  [`${O}console.log(Object.fromEntries(Object.entries(e).filter(([k]) => !HIDDEN.has(k))))`, ''],
  [`${O}console.log(Object.fromEntries(Object.entries(e).filter(([k]) => k !== 'port')))`, 'log-js-object@2'],
  [`${O}console.log(Object.entries(e).reduce((a, [k, v]) => ({ ...a, [k]: v }), {}))`, 'log-js-object@2'],
  [`${O}console.log(Object.entries(e).reduce((a, [k, v]) => ({ ...a, [k]: typeof v }), {}))`, ''],
  ['console.log(Object.fromEntries(["HF_TOKEN", "PORT"].map((k) => [k, process.env[k]])))', 'log-js-object@1'],
  ['console.log(["HF_TOKEN", "PORT"].map((k) => [k, !!process.env[k]]))', ''],
  ['["HF_TOKEN"].map((k) => process.env[k]).forEach((v) => console.log(v))', 'log-js-console@1'],
  ['console.log(["a", hfToken].filter(Boolean).join(" "))', 'log-js-console@1'],
  [
    'const get = (k) => process.env[k] ?? "";\nconsole.log(get("PORT"));\nconsole.log(get("HF_TOKEN"))',
    'log-js-console@3',
  ],
  [`${E}Object.entries(process.env).forEach(([k, v]) => console.log(k, v))`, 'warning log-js-env-dump@2'],
  [`${E}console.log(Object.fromEntries(Object.entries(process.env).filter(([k]) => k.startsWith("NODE"))))`, ''],
  [`${E}console.log(Object.keys(process.env).map((k) => k.length))`, ''],
])('%j', (text, expected) => {
  expect(found('javascript', text)).toBe(expected);
});
