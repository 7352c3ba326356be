// Parts of lists, as of the command that a program is about to run: which of them hold the credential.
import { describe, expect, test } from 'vitest';
import { found } from './table.ts';

const COMMAND = "import os\nt = os.environ['HF_TOKEN']\ncmd = ['hf', 'auth', 'login', '--token', t]\n";

describe('slices', () => {
  test.each([
    ['print(cmd[:3], cmd[:-1], cmd[1:4], cmd[0:2], cmd[:4])', ''],
    ['print(" ".join(cmd[:4]), "***")', ''],
    ['print(cmd[:-1] + ["***"])', ''],
    ['print(cmd[3:])\nprint(cmd[-1:])\nprint(cmd[:5])', 'log-py-container@4, log-py-container@5, log-py-container@6'],
    ['print(cmd[:])\nprint(cmd[::-1])\nprint(cmd[:n])', 'log-py-container@4, log-py-container@5, log-py-container@6'],
    ['print(cmd[9:1:-1])', 'log-py-container@4'],
    ['cmd = cmd[::-1]\nprint(cmd[:1])', 'log-py-container@5'],
    ['print(list(reversed(cmd))[:1])\nprint(sorted(cmd)[:1])', 'log-py-container@4, log-py-container@5'],
    ['random.shuffle(cmd)\nprint(cmd[:1])', 'log-py-container@5'],
    ['cmd = ["sudo"] + cmd\nprint(cmd[:5])\nprint(cmd[5:])', 'log-py-container@6'],
    ['cmd = ["sudo"]\ncmd += ["x", t]\nprint(cmd[:2])\nprint(cmd[2:])', 'log-py-container@7'],
    ['cmd.append("--private")\nprint(cmd[:-1])', 'log-py-container@5'],
    ['cmd = ["hf", *options, t]\nprint(cmd[:2])', 'log-py-container@5'],
    ['cmd.pop(0)\nprint(cmd[:4])', 'log-py-container@5'],
    ['cmd.remove("hf")\nprint(cmd[:4])', 'log-py-container@5'],
    ['cmd.reverse()\nprint(cmd[:4])', 'log-py-container@5'],
    ['del cmd[0]\nprint(cmd[:4])', 'log-py-container@5'],
    ['if x:\n    cmd = ["hf", t]\nprint(cmd[:3])', 'log-py-container@6'],
  ])('%j', (text, expected) => {
    expect(found('python', COMMAND + text)).toBe(expected);
  });
});

describe('entries that are not the credential', () => {
  test.each([
    ['print([c if c != t else "***" for c in cmd])', ''],
    ['print(" ".join("***" if c == t else c for c in cmd))', ''],
    ['print(["***" if t in c else c for c in cmd])\nprint(["***" if c in (t, "x") else c for c in cmd])', ''],
    ['print([c for c in cmd if c != t])\nprint([c for c in cmd if c not in [t]])', ''],
    ['print([c if c == t else "***" for c in cmd])', 'log-py-container@4'],
    ['print([c for c in cmd if c == t])', 'log-py-container@4'],
    ['print([c if c != "hf" else "***" for c in cmd])', 'log-py-container@4'],
    ['print([t if c != t else "***" for c in cmd])', 'log-py-container@4'],
    ['print(["***" if c == t else c for c in [*cmd, hf_token]])', 'log-py-container@4'],
    ['def say(c):\n    print("default" if c == t else c)\nsay(t)\nsay(hf_token)', 'log-py-print@5'],
    ['print("same" if hf_token == t else t)', 'log-py-print@4'],
  ])('%j', (text, expected) => {
    expect(found('python', COMMAND + text)).toBe(expected);
  });
});
