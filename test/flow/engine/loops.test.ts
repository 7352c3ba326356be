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
    ['nothing', 'x = None\nfor i in range(3):\n    print(x)\n    x = i\nlogin(get_token())', ''],
  ])('%s', (_, text, expected) => {
    expect(found('python', `from huggingface_hub import get_token, login; ${text}`)).toBe(expected);
  });
});
