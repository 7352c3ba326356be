// Options of command lines in JavaScript: whole, they hold the credential; one of them, or the rest, does not.
import { expect, test } from 'vitest';
import { found } from './table.ts';

const PARSED = "const r = util.parseArgs({ options: { 'hf-token': { type: 'string' } } });\n";
const YARGS = "const argv = require('yargs')(a).option('hf-token', { type: 'string' }).help()";

test.each([
  ['program.option("--hf-token <t>").action((dir, opts) => {\n  console.log(opts) })', 'log-js-object@2'],
  ['program.option("--hf-token <t>").action((dir, opts) => {\n  console.log(dir, opts.repo) })', ''],
  [
    'program.option("--hf-token <t>").action((opts: { hfToken: string; verbose?: boolean }) => {\n  console.log(opts) })',
    'log-js-object@2',
  ],
  ['program.option("--hf-token <t>").action(({ hfToken, ...rest }) => {\n  console.log(rest) })', ''],
  ['program.option("--hf-token <t>").action((dir) => {\n  console.log(dir) })', ''],
  ['cli.command("a <b> [c]").option("--hf-token <t>").action((b, c, o) => {\n  console.log(o) })', 'log-js-object@2'],
  ['cli.command("a <b> [c]").option("--hf-token <t>").action((b, c, o) => {\n  console.log(b, c) })', ''],
  ['cli.command("a").option("--hf-token <t>").action(run);\nfunction run(o) { console.log(o) }', 'log-js-object@2'],
  [
    'cli.command("a").option("--hf-token <t>").action(login);\ncli.command("b").option("--n <n>").action((o) => {\n  console.log(o) })',
    '',
  ],
  [
    'cli.command("a").option("--hf-token <t>").action((o) => {});\ncli.command("b").option("--hf-token-file <f>").action((o) => {\n  console.log(o) })',
    '',
  ],
  ['program.option("--hf-token <t>");\nbutton.action((opts) => {\n  console.log(opts) })', ''],
  [
    'import { program } from "commander";\nprogram.option("--hf-token <t>");\nprogram.action((opts) => {\n  console.log(opts) })',
    'log-js-object@4',
  ],
  [`${YARGS}.argv;\nconsole.log(argv)`, 'log-js-object@2'],
  [`${YARGS}.parse();\nconsole.log(argv)`, 'log-js-object@2'],
  [`${YARGS}.argv;\nconsole.log(argv._, argv.model)`, ''],
  ['const argv = yargs.options({ hfToken: { type: "string" } }).argv;\nconsole.log(argv)', 'log-js-object@2'],
  ['const argv = yargs.options({ model: { alias: "m" } }).argv; // hf_token\nconsole.log(argv)', ''],
  [
    'yargs.command("a", "b", (y) => y.option("hf-token", {}), (argv) => {\n  console.log(argv) }).parse()',
    'log-js-object@2',
  ],
  [`${PARSED}console.log(r.values)`, 'log-js-object@2'],
  [`${PARSED}const { values, positionals } = r;\nconsole.log(positionals, values.model)`, ''],
  [`${PARSED}const { 'hf-token': t, ...rest } = r.values;\nconsole.log(rest)`, ''],
  ['const cli = meow("x", { flags: { hfToken: {} } });\nconsole.log(cli.flags)', 'log-js-object@2'],
  ['const cli = meow("x", { flags: { hfToken: {} } });\nconsole.log(cli.input, cli.flags.n)', ''],
  ['const cli = cac("a");\ncli.option("--hf-token <t>");\nconsole.log(cli.parse().options)', 'log-js-object@3'],
])('%j', (text, expected) => {
  expect(found('javascript', text)).toBe(expected);
});
