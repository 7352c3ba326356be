// What Python makes of lists and mappings, and what generators and patterns give.
import { describe, expect, test } from 'vitest';
import { found } from './table.ts';

const READ = "import os\nt = os.environ['HF_TOKEN']\n";

describe('iterables', () => {
  test.each([
    ['print(" ".join(map(str, ["a", t])))', 'log-py-print@3'],
    ['print(list(map(len, ["a", t])))', ''],
    ['list(map(print, ["a", t]))\nlist(map(print, ["a"]))\nlist(map(login, [t]))', 'log-py-print@3'],
    ['from functools import partial\nsay = partial(print, flush=True)\nsay(t)\nsay(len(t))', 'log-py-print@5'],
    ['from functools import partial\nsay = partial(login, token=t)\nprint(say())', ''],
    ['print(list(map(lambda x: x.strip(), [t])))', 'log-py-container@3'],
    ['print(list(map(lambda x: "***", [t])))', ''],
    ['for i, x in enumerate([t]):\n    print(i)\n    print(x)', 'log-py-print@5'],
    ['for a, b in zip(["m"], [t]):\n    print(a)\n    print(b)', 'log-py-print@5'],
    ['for i, (k, v) in enumerate({"hf_token": t}.items()):\n    if k != "hf_token":\n        print(v)', ''],
    ['row = {"m": 1, "t": t}\nprint("{m} {t}".format_map(row))', 'log-py-container@4'],
    ['row = {"m": 1, "t": t}\nprint("{m}".format_map(row))', ''],
    ['from string import Template\nprint(Template("$a").substitute(a=t))', 'log-py-print@4'],
    ['from string import Template\nx = Template("$a")\nprint(x.safe_substitute({"a": t}))', 'log-py-container@5'],
    ['from string import Template\nprint(Template("$a").substitute(a=len(t)))', ''],
  ])('%j', (text, expected) => {
    expect(found('python', READ + text)).toBe(expected);
  });
});

describe('generators', () => {
  const HEAD = `${READ}def gen():\n    yield "name", t\n`;
  test.each([
    ['for n, c in gen():\n    print(n)\n    print(c)', 'log-py-print@7'],
    ['for x in gen():\n    print(x)', 'log-py-container@6'],
    ['for i, (n, c) in enumerate(gen()):\n    print(i, n)', ''],
    ['print(next(gen()))', 'log-py-container@5'],
    ['for n, c in gen():\n    print(n)', ''],
    ['@contextmanager\ndef opened():\n    yield t\nwith opened() as x:\n    print(x)', 'log-py-print@9'],
  ])('%j', (text, expected) => {
    expect(found('python', HEAD + text)).toBe(expected);
  });
});

describe('patterns', () => {
  test.each([
    ['case str() as x:\n        print(x)', 'log-py-print@6'],
    ['case str(x):\n        print(x)', 'log-py-print@6'],
    ['case x:\n        print(x)', 'log-py-print@6'],
    ['case "a" | x:\n        print(x)', 'log-py-print@6'],
    ['case x:\n        print(len(x))', ''],
  ])('%j', (text, expected) => {
    expect(found('python', `${READ}match t:\n    case None: pass\n    ${text}`)).toBe(expected);
  });
});

describe('classes as mappings', () => {
  const HEAD = 'class CFG:\n    seed = 1\n    hf_token = userdata.get("HF_TOKEN")\n';
  test.each([
    ['print(vars(CFG))', 'log-py-container@4'],
    ['for k, v in vars(CFG).items():\n    print(k, v)', 'log-py-print@5'],
    ['print({k: v for k, v in CFG.__dict__.items() if not k.startswith("__")})', 'log-py-container@4'],
    ['wandb.init(config=dict(vars(CFG)))', 'log-py-tracker@4'],
    ['print({k: v for k, v in vars(CFG).items() if k != "hf_token"})', ''],
    ['print(CFG, CFG.seed, CFG.__name__)', ''],
  ])('%j', (text, expected) => {
    expect(found('python', HEAD + text)).toBe(expected);
  });
});

test.each([
  ['with open("run.log", "w") as f:\n    print("a", t, file=f)', 'log-py-file@4'],
  ['print(t, file=open("run.log", "w"))', 'log-py-file@3'],
  ['print(t, file=open("/tmp/run.log", "w"))', ''],
  ['print(t, file=io.StringIO())', ''],
  ['print(len(t), file=open("run.log", "w"))', ''],
  ['with open("a.csv", "w") as f:\n    csv.writer(f).writerow([1, t])', 'log-py-file@4'],
  ['with open("a.csv", "w") as f:\n    csv.writer(f).writerow([1, len(t)])', ''],
  [
    'c = configparser.ConfigParser()\nc["hub"] = {"t": t}\nwith open("a.ini", "w") as f:\n    c.write(f)',
    'log-py-file@6',
  ],
  ['c = configparser.ConfigParser()\nc["hub"] = {"t": 1}\nwith open("a.ini", "w") as f:\n    c.write(f)', ''],
])('%j', (text, expected) => {
  expect(found('python', `import csv, configparser, io; ${READ}${text}`)).toBe(expected);
});
