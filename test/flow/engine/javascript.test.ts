// What the engine follows in JavaScript and TypeScript, and what it leaves alone.
import { logging } from 'hfleaks:logging';
import { describe, expect, test } from 'vitest';
import { namesIn } from '../../../src/flow/exposures.ts';
import { found } from './table.ts';

const OPTIONS = 'const o = { hfToken: process.env.HF_TOKEN, m: 1 };\n';

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
  [`${OPTIONS}const util = require('node:util');\nconsole.log(util.inspect(o))`, 'log-js-object@3'],
  ['export default (req, res) => res.status(200).json({ t: process.env.HF_TOKEN })', 'warning js-client-storage@1'],
  ['app.get("/", (req, reply) => reply.code(200).send(hfToken))', 'warning js-client-storage@1'],
  ['export default { fetch(request, env) { return new Response(env.HF_TOKEN) } }', 'warning js-client-storage@1'],
  ['res.status(200).json({ has: Boolean(process.env.HF_TOKEN) });\nnew Response(null, { headers: { a: 1 } })', ''],
  [
    'export async function getServerSideProps() {\n  return { props: { hfToken: process.env.HF_TOKEN } };\n}',
    'warning js-client-storage@2',
  ],
  ['async function load() {\n  return { props: { hfToken: process.env.HF_TOKEN } };\n}', ''],
  [
    'const t = fs.readFileSync(process.env.HOME + "/.cache/huggingface/token", "utf8");\nconsole.log(t.trim())',
    'log-js-console@2',
  ],
  [
    'const t = await readFile(path.join(os.homedir(), ".cache/huggingface/token"), "utf8");\nconsole.log(t)',
    'log-js-console@2',
  ],
  [
    `fs.readFile(\`\${process.env.HOME}/.cache/huggingface/token\`, (err, data) => {\n  console.log(err);\n  console.log(data.toString());\n})`,
    'log-js-console@3',
  ],
  ['readFile(homedir() + "/.cache/huggingface/token").then((t) => console.log(t))', 'log-js-console@1'],
  ['console.log(fs.existsSync(home + "/.cache/huggingface/token"), home + "/.cache/huggingface/token")', ''],
  ['Promise.resolve(process.env.HF_TOKEN).then((t) => {\n  console.log(t);\n})', 'log-js-console@2'],
  ['Promise.resolve(process.env.HF_TOKEN).then((t) => login(t)).then((r) => console.log(r))', ''],
  [`["MODEL", "HF_TOKEN"].forEach((k) => console.log(\`\${k}=\${process.env[k]}\`))`, 'log-js-console@1'],
  [`for (const k of ["MODEL", "HF_TOKEN"]) console.log(process.env[k])`, 'log-js-console@1'],
  [`["MODEL", "HF_TOKEN"].forEach((k) => console.log(k, Boolean(process.env[k])))`, ''],
  [
    'program.option("-t, --hf-token <token>").option("--repo <id>");\nconst opts = program.opts();\nconsole.log(opts);\nconsole.log(opts.repo)',
    'log-js-object@3',
  ],
  [
    'const { program } = require("commander");\nprogram.option("--hf-token <token>");\nconst { hfToken, ...rest } = program.opts();\nconsole.log(rest)',
    '',
  ],
  [
    'const S = z.object({ HF_TOKEN: z.string(), PORT: z.string() });\nconst env = S.parse(process.env);\nconsole.log(env);\nconsole.log(env.PORT);\nconsole.log(S)',
    'log-js-object@3',
  ],
  [
    'const c = JSON.parse(text);\nc.token = process.env.HF_TOKEN;\nconsole.log(c);\nconsole.log(c.model)',
    'log-js-object@3',
  ],
  ['const c = require("./c.json");\nc.hub.token = process.env.HF_TOKEN;\nconsole.log(c)', 'log-js-object@3'],
  ['const c = require("./c");\nc.token = process.env.HF_TOKEN;\nconsole.log(c.model)', ''],
  ['const c = JSON.parse(text); // hf_token\nc.model = "a";\nconsole.log(c)', ''],
  ['Object.assign(base, { hfToken });\nconsole.log(base);\nconsole.log(base.model)', 'log-js-object@2'],
  ['const c = Object.assign(base, { hfToken });\nconsole.log(c.model);\nconsole.log(c)', 'log-js-object@3'],
  ['Object.assign(base, { model: 1 });\nconsole.log(base, !hfToken)', ''],
  ['require("fs-extra").outputJsonSync("a.json", { t: process.env.HF_TOKEN })', 'js-file@1'],
  ['fs.writeFile(path.resolve("a", ".env"), hfToken, (err) => console.log(err))', 'js-file@1'],
  ['fs.writeFileSync(path.resolve(process.env.HOME, ".env"), hfToken)', ''],
  ['const env = z.object({ PORT: z.string() }).parse(process.env);\nconsole.log(env) // HF_TOKEN', ''],
])('%j', (text, expected) => {
  expect(found('javascript', text)).toBe(expected);
});

describe('what is taken out of an object, or overwritten in it, is not shown', () => {
  test.each([
    [`${OPTIONS}const { hfToken, ...safe } = o;\nconsole.log(safe);\nconsole.log(hfToken)`, 'log-js-console@4'],
    [`${OPTIONS}const { m, ...rest } = o;\nconsole.log(rest)`, 'log-js-object@3'],
    [`${OPTIONS}const { ['hfToken']: _, ...safe } = o;\nconsole.log(safe)`, ''],
    ['function f({ hfToken, ...rest }) { console.log(rest) }\nf({ hfToken: process.env.HF_TOKEN, m: 1 })', ''],
    ['console.log({ ...process.env, HF_TOKEN: undefined })', ''],
    ['console.log({ a: hfToken, ...process.env, HF_TOKEN: undefined })', 'log-js-object@1'],
    ['class A { t = hfToken; m = 1; toJSON() { return { m: this.m } } }\nconsole.log(JSON.stringify(new A()))', ''],
    [
      'class A { t = hfToken; toJSON() { return { t: this.t } } }\nconsole.log(JSON.stringify(new A()))',
      'log-js-object@2',
    ],
    [`const { HF_TOKEN, ...rest } = process.env;\nconsole.log(rest)`, ''],
    [`${OPTIONS}console.log({ ...o, hfToken: '***' });\nconsole.log({ hfToken: '***', ...o })`, 'log-js-object@3'],
    [`${OPTIONS}console.log({ ...o, hfToken: undefined }, { ...o, ...{ hfToken: '' } })`, ''],
    [`${OPTIONS}console.log({ ...o, hfToken: o.hfToken ? 'set' : 'unset' })`, ''],
    [`${OPTIONS}console.log({ ...o, [k]: '***' })`, 'log-js-object@2'],
    [`${OPTIONS}delete o.hfToken;\nconsole.log(o)`, ''],
    [
      `${OPTIONS}const copy = { ...o };\ndelete copy['hfToken'];\nconsole.log(copy);\nconsole.log(o)`,
      'log-js-object@5',
    ],
    [`${OPTIONS}const copy = { ...o };\ncopy.hfToken = '***';\nconsole.log(copy);\nconsole.log(o)`, 'log-js-object@5'],
    [`${OPTIONS}o.m = '***';\nconsole.log(o)`, 'log-js-object@3'],
    [`${OPTIONS}console.log(Object.assign({}, o, { hfToken: '***' }))`, ''],
    [`${OPTIONS}console.log(JSON.stringify(o, (k, v) => (k === 'hfToken' ? undefined : v)))`, ''],
    [
      `${OPTIONS}console.log(JSON.stringify(o, ['m']));\nconsole.log(JSON.stringify(o, ['hfToken']))`,
      'log-js-object@3',
    ],
    [
      `${OPTIONS}console.log(JSON.stringify(o, null, 2));\nconsole.log(JSON.stringify(o, undefined))`,
      'log-js-object@2, log-js-object@3',
    ],
    [`${OPTIONS}const log = pino({ redact: ['hfToken'] });\nlog.info(o);\nlog.info(o.hfToken)`, 'log-js-console@4'],
    [`${OPTIONS}const log = pino({ level: 'info' });\nlog.info(o)`, 'log-js-object@3'],
  ])('%j', (text, expected) => {
    expect(found('javascript', text)).toBe(expected);
  });
});

describe('what objects hold is where it was put', () => {
  test.each([
    ['class A { #t = hfToken; log() { console.log(this) } }\nconsole.log(JSON.stringify(new A()))', ''],
    ['class A { #t = hfToken; log() { console.log(this.#t) } }', 'log-js-console@1'],
    ['class A { private t = hfToken; log() { console.log(this) } }', 'log-js-object@1'],
    ['class A { get t() { return hfToken } log() { console.log(this.t) } }', 'log-js-console@1'],
    ['class A { get has() { return !!hfToken } log() { console.log(this.has) } }', ''],
    [
      'class A { constructor() { this.a = hfToken }\n get t() { return this.a } set t(v) {} }\nconsole.log(new A().t)',
      'log-js-console@3',
    ],
    [
      'http.use((config) => {\n config.headers.Authorization = hfToken;\n console.log(config.headers.Authorization, config.url);\n})',
      'log-js-console@3',
    ],
    ['http.use((c) => {\n c.headers["Authorization"] = hfToken;\n console.log(c.url, c.headers.Accept);\n})', ''],
    ['const f = (o) => {\n o.token = hfToken;\n console.log(o);\n console.log(o.id);\n}', 'log-js-object@3'],
    [
      'const axios = require("axios");\naxios.defaults.headers.common["Authorization"] = hfToken;\nconsole.log(axios.defaults.headers.common);\naxios.get(u).then((r) => console.log(r.data))',
      'log-js-object@3',
    ],
    ['const h = new Headers();\nh.set("A", hfToken);\nconsole.log([...h.entries()])', 'log-js-object@3'],
    ['const h = new Headers({ A: hfToken });\nconsole.log(h.get("A"), h.has("A"))', 'log-js-console@2'],
    ['const h = new Headers({ A: hfToken, b: 1 });\nconsole.log(h.get("b"), h.has("A"))', ''],
    ['console.log(new Map([["t", hfToken]]))', 'log-js-object@1'],
    [
      'process.env.A = hfToken;\nconsole.log(process.env.HF_TOKEN);\nconsole.log(process.env)',
      'log-js-console@2, warning log-js-env-dump@3',
    ],
    ['process.env["A"] = hfToken;\nconsole.log(process.env.B, process.env.HF_TOKEN)', 'log-js-console@2'],
    ['const e = process.env;\ne.A = hfToken;\nconsole.log(e.B, e.HF_TOKEN)', 'log-js-console@3'],
    ['const [w] = await Promise.all([f(hfToken), hfToken]);\nconsole.log(w)', ''],
    ['const [, w] = await Promise.all([f(hfToken), hfToken]);\nconsole.log(w)', 'log-js-console@2'],
    ['console.log(structuredClone({ hfToken }))', 'log-js-object@1'],
  ])('%j', (text, expected) => {
    expect(found('javascript', text)).toBe(expected);
  });
});

describe('a logger is one by its name, whatever it was bound by', () => {
  test.each([
    ["import { logger } from '@/lib/logger';\nlogger.info(hfToken)", 'log-js-console@2'],
    ["import log from './log';\nlog.warn({ hfToken })", 'log-js-object@2'],
    ["import { logger as L } from '@utils/logger';\nL.info(hfToken)", 'log-js-console@2'],
    ["import { clean as L } from '@utils/logger';\nL.info(hfToken)", ''],
    ['window.console.log(hfToken)', 'log-js-console@1'],
    ["const logger = require('./logger');\nlogger.info('t ' + hfToken)", 'log-js-console@2'],
    [
      "import { Logger } from '@nestjs/common';\nclass A { logger = new Logger('A');\n run() { this.logger.log(hfToken) } }",
      'log-js-console@3',
    ],
    [
      "import { Logger } from '@nestjs/common';\nLogger.log(hfToken);\nconst l = new Logger();\nl.warn(hfToken)",
      'log-js-console@2, log-js-console@4',
    ],
    ["import Fastify from 'fastify';\nconst app = Fastify();\napp.log.info(hfToken)", 'log-js-console@3'],
    ['app.get("/", (req) => req.log.info({ hfToken }))', 'log-js-object@1'],
    [
      "import * as core from '@actions/core';\ncore.info(hfToken);\ncore.setFailed('x ' + hfToken)",
      'log-js-console@2, log-js-console@3',
    ],
    ["import { log } from 'mathjs';\nconst x = log(n); // hfToken", ''],
    ["import { logger } from './logger';\nlogger.info({ has: !!hfToken })", ''],
    ['const log = [];\nlog.push(hfToken);\nconst logger = { info() {} };\nlogger.info(hfToken)', ''],
    ["import { catalog } from './c';\ncatalog.info(hfToken)", ''],
  ])('%j', (text, expected) => {
    expect(found('javascript', text)).toBe(expected);
  });
});

describe('what a configuration puts into the code that browsers load', () => {
  const token = 'process.env.HF_TOKEN';
  test.each([
    ['vite.config.ts', `export default { define: { T: JSON.stringify(${token}) } }`, 'js-client-env@1'],
    [
      'app/vite.config.ts',
      "export default defineConfig(({ mode }) => {\n const env = loadEnv(mode, '.', '');\n return { define: { 'process.env.HF_TOKEN': JSON.stringify(env.HF_TOKEN) } };\n})",
      'js-client-env@3',
    ],
    ['vite.config.ts', `export default defineConfig({\n  define: { T: ${token} },\n})`, 'js-client-env@2'],
    ['astro.config.mjs', `export default defineConfig({ vite: { define: { T: ${token} } } })`, 'js-client-env@1'],
    [
      'build.mjs',
      `import * as esbuild from 'esbuild';\nawait esbuild.build({ define: { T: ${token} } })`,
      'js-client-env@2',
    ],
    [
      'webpack.config.js',
      "module.exports = { plugins: [new webpack.EnvironmentPlugin(['PORT', 'HF_TOKEN'])] }",
      'js-client-env@1',
    ],
    ['webpack.config.js', "new EnvironmentPlugin({ HF_TOKEN: '' })", 'js-client-env@1'],
    ['next.config.mjs', `export default { publicRuntimeConfig: { hfToken: ${token} } }`, 'js-client-env@1'],
    ['next.config.js', `module.exports = async () => ({ env: { hfToken: ${token} } })`, 'js-client-env@1'],
    [
      'nuxt.config.ts',
      `export default defineNuxtConfig({ runtimeConfig: { public: { hfToken: ${token} } } })`,
      'js-client-env@1',
    ],
    [
      'nuxt.config.ts',
      `export default defineNuxtConfig({ runtimeConfig: { hfToken: ${token}, public: { a: 1 } } })`,
      '',
    ],
    ['next.config.mjs', `export default { serverRuntimeConfig: { hfToken: ${token} } }`, ''],
    [
      'vite.config.ts',
      `export default { define: { T: JSON.stringify(Boolean(${token})) }, server: { headers: { t: ${token} } } }`,
      '',
    ],
    ['webpack.config.js', "new EnvironmentPlugin(['NODE_ENV']); // HF_TOKEN", ''],
    ['next.config.js', `const c = {\n  env: { T: ${token} },\n};\nmodule.exports = c`, 'js-client-env@2'],
    [
      'next.config.mjs',
      `const c = {\n  env: {\n    T: ${token},\n  },\n};\nexport default withMDX(c)`,
      'js-client-env@3',
    ],
    ['next.config.ts', `const c = () => ({\n  env: { T: ${token} },\n});\nexport default c`, 'js-client-env@2'],
    ['next.config.js', `const t = ${token};\nconst c = {\n  env: { t },\n};\nmodule.exports = c`, 'js-client-env@2'],
    ['src/config.ts', `export default { env: { hfToken: ${token} }, public: { t: ${token} } }`, ''],
    ['a.ts', "import { PUBLIC_HF_TOKEN } from '$env/static/public'", 'js-client-env@1'],
    ['a.ts', "import { env } from '$env/dynamic/public';\nconst t = env.PUBLIC_HF_TOKEN", 'js-client-env@2'],
    ['a.ts', "import { HF_TOKEN } from '$env/static/private';\nlogin(HF_TOKEN)", ''],
  ])('%s: %j', (name, text, expected) => {
    expect(found('javascript', text, undefined, name)).toBe(expected);
  });
});

const OWN = 'class AuthError extends Error {}\n';
const NAMED = 'class AuthError extends Error {\n  constructor(m) { super(m); this.name = "AuthError" }\n}\n';
test.each([
  [`${OWN}throw new AuthError("bad " + hfToken)`, 'warning log-js-error@2'],
  [`${OWN}const e = new AuthError("bad", hfToken)`, 'warning log-js-error@2'],
  [`${NAMED}throw new AuthError("bad " + hfToken)`, 'warning log-js-error@2'],
  [`${NAMED}class B extends AuthError {}\nthrow new B(hfToken)`, 'warning log-js-error@2'],
  ['throw new ApiException(hfToken)', 'warning log-js-error@1'],
  [
    'import { HTTPException } from "hono/http-exception";\nthrow new HTTPException(401, { message: hfToken })',
    'warning log-js-error@2',
  ],
  ['import * as api from "./api";\nthrow new api.HttpError(hfToken)', 'warning log-js-error@2'],
  ['next(new HttpError(hfToken)); next(new RangeError(hfToken))', 'warning log-js-error@1, warning log-js-error@1'],
  [`${OWN}throw new AuthError("bad HF_TOKEN", hfToken.length)`, ''],
  [`${OWN}throw new AuthError(\`bad \${maskToken(hfToken)}\`)`, ''],
  ['class A extends Error {\n  constructor(t) { super("bad"); this.t = t }\n}\nthrow new A(hfToken)', ''],
  [
    'class AuthError extends Error {\n  constructor(t) { super("bad " + t.slice(0, 3)) }\n}\nthrow new AuthError(hfToken)',
    '',
  ],
  ['class Client extends Base {\n  constructor(t) { super(t) }\n}\nnew Client(hfToken)', ''],
  ['setError(hfToken); isHttpError(hfToken); new ErrorReporter(hfToken)', ''],
  ['function AuthError(t) { use(t) }\nAuthError(hfToken)', ''],
])('an error: %s', (text, expected) => {
  expect(found('javascript', text)).toBe(expected);
});

test.each([
  ['localStorage.hf = hfToken', 'warning js-client-storage@1'],
  ['window.sessionStorage["hf"] = process.env.HF_TOKEN', 'warning js-client-storage@1'],
  ['localStorage.hf = ""; localStorage.has = !!hfToken', ''],
  ['const { hf_token } = localStorage; login(hf_token)', ''],
])('the storage of a browser: %s', (text, expected) => {
  expect(found('javascript', text)).toBe(expected);
});

test.each([
  ['const o = { key: 1 };\nlet last = 2', ['o', 'last']],
  ['const o = { key: 1 };\nexport default o;\nlet last = 2', ['o', 'last', 'default']],
  ['exports.a = 1;\nmodule.exports.b = 2;\nother.exports.c = 3', ['a', 'b']],
  ['module.exports = { a: 1, b: 2 }', ['a', 'b']],
])('the names that a module gives: %j', (text, expected) => {
  expect([...namesIn({ name: 'a.js', text, kind: 'javascript' }, logging).keys()]).toEqual(expected);
});
