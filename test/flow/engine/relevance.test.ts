// What is left out since it has to do with no credential: never something that shows one.
import { describe, expect, test } from 'vitest';
import { found } from './table.ts';

/** Other methods and functions around, so that not everything is relevant. */
const AROUND = 'def other(a):\n    a.run()\n    a.stop()\n    return a\n';

describe('a credential that goes from method to method', () => {
  test.each([
    [
      'an attribute that the constructor stores',
      "class A:\n    def __init__(self):\n        self.t = os.environ['HF_TOKEN']\n    def show(self):\n        x = 1\n        y = 2\n        print(self.t)",
      'log-py-print@13',
    ],
    [
      'an attribute that another method stores',
      'class A:\n    def load(self):\n        self.t = get_token()\n    def show(self):\n        x = 1\n        y = 2\n        print(self.t)\na = A()\na.load()\na.show()',
      'log-py-print@13',
    ],
    [
      'all attributes',
      "class A:\n    def __init__(self):\n        self.t = os.environ['HF_TOKEN']\n    def dump(self):\n        x = 1\n        y = 2\n        print(self.__dict__)",
      'log-py-container@13',
    ],
    [
      'an attribute of a base class',
      "class A:\n    def __init__(self):\n        self.t = os.environ['HF_TOKEN']\nclass B(A):\n    def show(self):\n        x = 1\n        y = 2\n        print(self.t)",
      'log-py-print@14',
    ],
    [
      'a method that gives it',
      "class A:\n    def read(self):\n        return os.environ['HF_TOKEN']\n    def show(self):\n        x = 1\n        y = 2\n        print(self.read())",
      'log-py-print@13',
    ],
    [
      'a constructor that is given it',
      "class A:\n    def __init__(self, t):\n        self.t = t\n    def show(self):\n        x = 1\n        y = 2\n        print(self.t)\nA(os.environ['HF_TOKEN']).show()",
      'log-py-print@13',
    ],
    [
      'a method that is given it and keeps it',
      "class A:\n    def keep(self, t):\n        x = 1\n        y = 2\n        self.t = t\n    def show(self):\n        x = 1\n        y = 2\n        print(self.t)\na = A()\na.keep(os.environ['HF_TOKEN'])\na.show()",
      'log-py-print@15',
    ],
    [
      'a field of a dataclass',
      "@dataclass\nclass A:\n    t: str = os.environ['HF_TOKEN']\n    def show(self):\n        x = 1\n        y = 2\n        print(self.t)",
      'log-py-print@13',
    ],
    [
      'a list in an attribute',
      "class A:\n    def __init__(self):\n        self.all = []\n    def load(self):\n        self.all.append(os.environ['HF_TOKEN'])\n    def show(self):\n        x = 1\n        y = 2\n        print(self.all)\na = A()\na.load()\na.show()",
      'log-py-container@15',
    ],
    [
      'an attribute of a class that is read below it',
      "class A:\n    t = os.environ['HF_TOKEN']\nclass B(A):\n    def show(self):\n        x = 1\n        y = 2\n        print(self.t)",
      'log-py-print@13',
    ],
    [
      'a mapping under another name',
      "class A:\n    def __init__(self):\n        self.c = {}\n    def load(self):\n        c = self.c\n        c['t'] = os.environ['HF_TOKEN']\n    def show(self):\n        x = 1\n        y = 2\n        print(self.c)\na = A()\na.load()\na.show()",
      'log-py-container@16',
    ],
    [
      'a method of an object in an object',
      "class P:\n    def __init__(self, p):\n        x = 1\n        y = 2\n        self.name = p\n    def emit(self, v):\n        x = 1\n        print(v)\nclass C:\n    def __init__(self):\n        x = 1\n        y = 2\n        self.p = P('a')\nc = C()\ndef show():\n    x = 1\n    c.p.emit(os.environ['HF_TOKEN'])",
      'log-py-print@14',
    ],
  ])('%s', (_, text, expected) => {
    expect(found('python', `import os\nfrom huggingface_hub import get_token\n${AROUND}${text}`)).toBe(expected);
  });
});

describe('a credential that goes from function to function', () => {
  test.each([
    [
      'a global that a function sets',
      "T = None\ndef load():\n    global T\n    T = os.environ['HF_TOKEN']\ndef show():\n    x = 1\n    y = 2\n    print(T)\nload()\nshow()",
      'log-py-print@14',
    ],
    [
      'a mapping that a function fills',
      "D = {}\ndef load():\n    D['t'] = os.environ['HF_TOKEN']\ndef show():\n    x = 1\n    y = 2\n    print(D)\nload()\nshow()",
      'log-py-container@13',
    ],
    [
      'a longer helper that gives the logger',
      "import logging\ndef log():\n    own = logging.getLogger('a')\n    x = 1\n    y = 2\n    return own\ndef show():\n    log().info(os.environ['HF_TOKEN'])",
      'log-py-logger@14',
    ],
    [
      'a factory whose product is kept',
      "def make():\n    x = 1\n    y = 2\n    def emit(v):\n        print(v)\n    return emit\nemit = make()\ndef show():\n    x = 1\n    emit(os.environ['HF_TOKEN'])",
      'log-py-print@11',
    ],
    [
      'a helper that gives the logger',
      "import logging\ndef log():\n    return logging.getLogger('a')\ndef show():\n    log().info(os.environ['HF_TOKEN'])",
      'log-py-logger@11',
    ],
  ])('%s', (_, text, expected) => {
    expect(found('python', `import os\nfrom huggingface_hub import get_token\n${AROUND}${text}`)).toBe(expected);
  });
});

test('JavaScript: a variable of the module that a function binds', () => {
  const text =
    'let t = null;\nfunction load() {\n  const x = 1;\n  const y = 2;\n  t = process.env.HF_TOKEN;\n}\nfunction show() {\n  const x = 1;\n  const y = 2;\n  console.log(t);\n}\nload();\nshow();\n';
  expect(found('javascript', text)).toBe('log-js-console@10');
});
