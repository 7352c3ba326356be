// Going through a mapping, and through the environment, shows its keys, whatever goes through it.
import { describe, expect, test } from 'vitest';
import { found } from './table.ts';

const HEADERS = "import os\nh = {'Authorization': 'Bearer ' + os.environ['HF_TOKEN'], 'a': 1}\n";
const ENVIRONMENT = 'import os, huggingface_hub\n';
const ARGS =
  "import argparse\np = argparse.ArgumentParser()\np.add_argument('--hf-token')\nargs = p.parse_args()\ndef run(hf_token, model, **kw):\n    print(kw)\n";

describe('keys alone', () => {
  test.each([
    [`${HEADERS}print(', '.join(h))\nprint(f"{', '.join(h)}")\nprint('keys: %s' % ', '.join(h))`, ''],
    [`${HEADERS}print(*h)\nprint(*h, sep=', ')\nprint([*h])`, ''],
    [`${HEADERS}print(', '.join(h.values()))\nprint(*h.values())`, 'log-py-print@3, log-py-container@4'],
    [`${HEADERS}t = [h['Authorization']]\nprint(', '.join(t))\nprint(*t)`, 'log-py-print@4, log-py-container@5'],
    [`${HEADERS}print(', '.join({**h}))\nprint(', '.join(f'{k}={v}' for k, v in h.items()))`, 'log-py-print@4'],
    [`${ENVIRONMENT}print(sorted(os.environ), list(os.environ), set(os.environ), tuple(os.environ))`, ''],
    [`${ENVIRONMENT}print(', '.join(sorted(os.environ)))\nprint('\\n'.join(os.environ), *os.environ)`, ''],
    [`${ENVIRONMENT}names = sorted(os.environ)\nprint('names:', names)`, ''],
    [
      `${ENVIRONMENT}print(sorted(os.environ.items()))\nprint(dict(os.environ))\nprint(str(os.environ))`,
      'warning log-py-env-dump@2, warning log-py-env-dump@3, warning log-py-env-dump@4',
    ],
    [`${ARGS}print(', '.join(vars(args)))\nprint(*vars(args))`, ''],
    [`${ARGS}print(vars(args))\nprint(*vars(args).values())`, 'log-py-namespace@7, log-py-container@8'],
    [`${ARGS}run(**vars(args))`, ''],
    [`${ARGS}run(None, **vars(args))\ndef all(model, **kw):\n    print(kw)\nall(**vars(args))`, 'log-py-namespace@9'],
    [`${ARGS}def show(model, hf):\n    print(hf)\nshow(**{'hf': args.hf_token, 'model': 1})`, 'log-py-print@8'],
    [
      `${ARGS}def show(model, hf):\n    print(hf)\nshow(**{'model': args.hf_token})\nshow(**{'hf': args.hf_token})`,
      'log-py-print@8',
    ],
    [`${ARGS}def show(model, hf):\n    print(model)\nshow(**{'hf': args.hf_token, 'model': 1})`, ''],
  ])('%j', (text, expected) => {
    expect(found('python', text)).toBe(expected);
  });
});
