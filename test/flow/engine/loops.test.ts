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
