// Methods that are called on their class.
import { describe, expect, test } from 'vitest';
import { found } from './table.ts';

const PYTHON = `import os
class Auth:
    @staticmethod
    def token():
        return os.environ['HF_TOKEN']
    @classmethod
    def value(cls, prefix=''):
        return prefix + cls.token()
    @classmethod
    def make(cls):
        return cls()
    @staticmethod
    def show(x):
        print(x)
    def own(self):
        return len(os.environ['HF_TOKEN'])
`;
const SCRIPT =
  'class Auth {\n  static token() { return process.env.HF_TOKEN }\n  static key = process.env.HF_TOKEN\n  static size() { return Auth.token().length }\n}\n';

describe('of Python', () => {
  test.each([
    ['print(Auth.token())', 'log-py-print@17'],
    ['print(Auth.value())\nprint(Auth.value("x"))', 'log-py-print@17, log-py-print@18'],
    ['t = Auth.value()\nprint(t)', 'log-py-print@18'],
    ['Auth.show(Auth.token())', 'log-py-print@14'],
    ['print(Auth().token(), len(Auth.token()))', 'log-py-print@17'],
    ['print(Auth.make())\nprint(Auth.own(Auth()))\nAuth.show("x")', ''],
    ['print(Auth.token, bool(Auth.value()))', ''],
  ])('%j', (text, expected) => {
    expect(found('python', PYTHON + text)).toBe(expected);
  });
});

describe('of JavaScript', () => {
  test.each([
    ['console.log(Auth.token())', 'log-js-console@6'],
    ['console.log(Auth.key)', 'log-js-console@6'],
    ['console.log(new Auth())\nconsole.log({ a: Auth.key })', 'log-js-object@7'],
    ['console.log(Auth.size(), !!Auth.token())', ''],
  ])('%j', (text, expected) => {
    expect(found('javascript', SCRIPT + text)).toBe(expected);
  });
});
