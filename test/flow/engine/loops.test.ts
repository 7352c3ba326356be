// Loops: what one turn leaves, the next one shows.
import { describe, expect, test } from 'vitest';
import { found } from './table.ts';

describe('left by the turn before', () => {
  test.each([
    ['a variable', "x = None\nwhile go():\n    print(x)\n    x = os.environ['HF_TOKEN']", 'log-py-print@3'],
    ['an entry', "d = {}\nfor i in range(3):\n    print(d)\n    d['t'] = get_token()", 'log-py-container@3'],
    ['an item', 'l = []\nfor i in range(3):\n    print(l)\n    l.append(get_token())', 'log-py-container@3'],
    ['a function', 'f = None\nfor i in range(3):\n    if f: print(f())\n    f = get_token', 'log-py-print@3'],
    [
      'a logger',
      't = get_token()\nw = None\nfor i in range(3):\n    w.info(t)\n    w = logging.getLogger()',
      'log-py-logger@4',
    ],
    [
      'a name that says it',
      'hf_token = None\nfor i in range(3):\n    print(hf_token)\n    hf_token = ask()',
      'log-py-print@3',
    ],
    [
      'in the inner loop',
      'x = None\nfor i in range(3):\n    for j in range(3):\n        print(x)\n        x = get_token()',
      'log-py-print@4',
    ],
    [
      'behind the inner loop',
      'x = None\nfor i in range(3):\n    for j in range(3):\n        print(x)\n    x = get_token()',
      'log-py-print@4',
    ],
    [
      'a file that is opened at the end',
      "tok = os.environ['HF_TOKEN']\nh = None\nfor x in y:\n    if h: h.write(tok)\n    h = open('a.log', 'w')",
      'log-py-file@4',
    ],
    [
      'a path',
      "tok = os.environ['HF_TOKEN']\np = '/dev/null'\nfor x in y:\n    open(p, 'w').write(tok)\n    p = 'log.txt'",
      'log-py-file@4',
    ],
    ['the name of a variable', "k = 'A'\nfor x in y:\n    print(os.environ[k])\n    k = 'HF_TOKEN'", 'log-py-print@3'],
    [
      'what reads variables',
      "g = None\nfor x in y:\n    if g: print(g('HF_TOKEN'))\n    g = os.getenv",
      'log-py-print@3',
    ],
    [
      'a module',
      'import huggingface_hub\nm = None\nfor x in y:\n    if m: print(m.get_token())\n    m = huggingface_hub',
      'log-py-print@4',
    ],
    [
      'deep in a mapping',
      "d = {'a': {'b': {'c': {'d': {'e': {'f': {'g': {'h': None}}}}}}}}\nfor x in y:\n    print(d['a']['b']['c']['d']['e']['f']['g']['h'])\n    d['a']['b']['c']['d']['e']['f']['g']['h'] = get_token()",
      'log-py-print@3',
    ],
    ['nothing', 'x = None\nfor i in range(3):\n    print(x)\n    x = i\nlogin(get_token())', ''],
  ])('%s', (_, text, expected) => {
    expect(found('python', `from huggingface_hub import get_token, login; ${text}`)).toBe(expected);
  });
});

describe('all variables of the environment, one by one', () => {
  test.each([
    [`for (const [k, v] of Object.entries(process.env)) console.log(\`\${k}=\${v}\`)`, 'warning log-js-env-dump@2'],
    ['for (const [k, v] of Object.entries(process.env)) console.log(k + "=" + v)', 'warning log-js-env-dump@2'],
    ['for (const [k, v] of Object.entries(process.env)) console.log(k, v)', 'warning log-js-env-dump@2'],
    ['for (const k in process.env) console.log(k, process.env[k])', 'warning log-js-env-dump@2'],
    [`for (let k in process.env) { console.log(\`\${k}: \${process.env[k]}\`) }`, 'warning log-js-env-dump@2'],
    ['Object.keys(process.env).sort().forEach((k) => console.log(k, process.env[k]))', 'warning log-js-env-dump@2'],
    ['Object.keys(process.env).forEach((k) => console.log(k, process.env[k]))', 'warning log-js-env-dump@2'],
    ['for (const k of Object.keys(process.env)) console.log(k, process.env[k])', 'warning log-js-env-dump@2'],
    [`console.log(\`env: \${JSON.stringify(process.env)}\`)`, 'warning log-js-env-dump@2'],
    [`console.log(\`env: \${process.env}\`, "" + process.env)`, ''],
    ['for (const k in process.env) if (process.env[k]) console.log(k, process.env[k])', 'warning log-js-env-dump@2'],
    [
      'for (const k in process.env) { if (!process.env[k]) continue; console.log(process.env[k]) }',
      'warning log-js-env-dump@2',
    ],
    [
      'for (const k in process.env) if (process.env.hasOwnProperty(k)) console.log(process.env[k])',
      'warning log-js-env-dump@2',
    ],
    [
      'for (const k in process.env) if (Object.hasOwn(process.env, k)) console.log(process.env[k])',
      'warning log-js-env-dump@2',
    ],
    [
      'for (const k in process.env) if ({}.hasOwnProperty.call(process.env, k)) console.log(process.env[k])',
      'warning log-js-env-dump@2',
    ],
    ['for (const k in process.env) if (shown.hasOwnProperty(k)) console.log(process.env[k])', ''],
    ['for (const k in process.env) if (!process.env[k]) console.log(k, process.env[k])', ''],
    ['for (const k in process.env) if (shown[k]) console.log(process.env[k])', ''],
    ['for (const k in process.env) console.log(k)', ''],
    [
      'for (const k of Object.keys(process.env)) {\n  if (!k.startsWith("APP_")) continue;\n  console.log(process.env[k]);\n}',
      '',
    ],
    [
      'const c = { HF_TOKEN: process.env.HF_TOKEN };\nfor (const k in c) console.log(process.env[k])',
      'log-js-console@3',
    ],
    ['for (const k in process.env) if (k.startsWith("npm_")) console.log(k, process.env[k])', ''],
    ['for (const k in process.env) if (!/TOKEN/.test(k)) console.log(k, process.env[k])', ''],
    ['for (const k in process.env) console.log(k, k.endsWith("_TOKEN") ? "***" : process.env[k])', ''],
    ['for (const k of Object.keys(process.env).filter((k) => k.startsWith("VITE_"))) console.log(process.env[k])', ''],
    ['for (const k in process.env) console.log(k, process.env[k].length)', ''],
    ['for (const k of ["HF_TOKEN"]) console.log(k, process.env[k])', 'log-js-console@2'],
  ])('%s', (text, expected) => {
    expect(found('javascript', `// HF_TOKEN\n${text}`)).toBe(expected);
  });
  test.each([
    ['for k in os.environ: print(k, os.environ[k])', 'warning log-py-env-dump@2'],
    ['for k in sorted(os.environ): print(k, os.environ[k])', 'warning log-py-env-dump@2'],
    ['for k in os.environ.keys(): print(k, os.environ.get(k))', 'warning log-py-env-dump@2'],
    ['print({k: os.environ[k] for k in os.environ})', 'warning log-py-env-dump@2'],
    ['for k in os.environ: print(k)', ''],
    ['cfg = {"HF_TOKEN": os.environ["HF_TOKEN"]}\nfor k in cfg: print(os.getenv(k))', 'log-py-print@3'],
    ['for k in os.environ:\n    if "TOKEN" not in k: print(k, os.environ[k])', ''],
    ['print({k: os.environ[k] for k in os.environ if k.startswith("SLURM")})', ''],
    ['for k in ("HF_TOKEN", "HOME"): print(k, os.environ[k])', 'log-py-print@2'],
  ])('%s', (text, expected) => {
    expect(found('python', `import os  # HF_TOKEN\n${text}`)).toBe(expected);
  });
});
