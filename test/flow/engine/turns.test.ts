// Loops over what a mapping holds, where tests of the key leave credentials out.
import { describe, expect, test } from 'vitest';
import { found } from './table.ts';

const CONFIG = 'cfg = {"hf_token": hf_token, "lr": 1}\n';
const OPTIONS = 'import argparse\np = argparse.ArgumentParser()\np.add_argument("--hf_token")\nargs = p.parse_args()\n';

describe('comprehensions', () => {
  test.each([
    ['{k: v for k, v in cfg.items()}', 'log-py-container@2'],
    ['{k: v for k, v in cfg.items() if v}', 'log-py-container@2'],
    ['{k: v for k, v in cfg.items() if k != "lr"}', 'log-py-container@2'],
    ['{k: v for k, v in cfg.items() if k.startswith("hf_")}', 'log-py-container@2'],
    ['{k: v for k, v in cfg.items() if k in ("lr", "hf_token")}', 'log-py-container@2'],
    ['{k: cfg[k] for k in cfg}', 'log-py-container@2'],
    ['{k: v for k, v in cfg.items() if k != "hf_token"}', ''],
    ['{k: v for k, v in cfg.items() if k not in ("hf_token", "x")}', ''],
    ['{k: v for k, v in cfg.items() if k in ["lr"] or k == "x"}', ''],
    ['{k: v for k, v in cfg.items() if not k.lower().endswith(("token", "key"))}', ''],
    ['{k: v for k, v in cfg.items() if "token" not in k and v}', ''],
    ['{k: v for k, v in cfg.items() if not SECRET.search(k)}', ''],
    ['{k: mask(v) if "token" in k else v for k, v in cfg.items()}', ''],
    ['{k: "***" if is_secret(k) else v for k, v in cfg.items()}', ''],
    ['{k: len(cfg[k]) for k in cfg}', ''],
    ['[k for k in cfg]', ''],
    ['sorted(cfg)', ''],
    ['{**cfg, "hf_token": "***"}', ''],
    ['{"hf_token": "***", **cfg}', 'log-py-container@2'],
  ])('%s', (text, expected) => {
    expect(found('python', `${CONFIG}print(${text})`)).toBe(expected);
  });
});

describe('loops', () => {
  test.each([
    ['for k, v in cfg.items():\n    print(k, v)', 'log-py-print@3'],
    ['for k, v in sorted(cfg.items()):\n    print(k, v)', 'log-py-print@3'],
    ['for k in cfg:\n    print(k, cfg[k])', 'log-py-print@3'],
    ['for k, v in cfg.items():\n    if k == "hf_token":\n        print(v)', 'log-py-print@4'],
    ['for k, v in cfg.items():\n    if k == "lr":\n        pass\n    else:\n        print(v)', 'log-py-print@6'],
    ['for k, v in cfg.items():\n    if verbose:\n        print(v)', 'log-py-print@4'],
    ['for k, v in cfg.items():\n    if k == "hf_token":\n        continue\n    print(k, v)', ''],
    ['for k, v in cfg.items():\n    if "token" in k:\n        v = "***"\n    print(k, v)', ''],
    ['for k, v in cfg.items():\n    if is_secret(k):\n        continue\n    print(k, v)', ''],
    ['for k, v in cfg.items():\n    print(k, v if k != "hf_token" else "***")', ''],
    ['for k in cfg:\n    print(k)', ''],
  ])('%j', (text, expected) => {
    expect(found('python', CONFIG + text)).toBe(expected);
  });
});

describe('options of a command line', () => {
  test.each([
    ['for k, v in vars(args).items():\n    print(k, v)', 'log-py-print@6'],
    ['for k in vars(args):\n    print(k, getattr(args, k))', 'log-py-print@6'],
    ['for k, v in sorted(vars(args).items()):\n    print(f"{k}: {v}")', 'log-py-print@6'],
    ['print("\\n".join(f"{k}={v}" for k, v in args.__dict__.items()))', 'log-py-print@5'],
    ['print({k: v for k, v in vars(args).items() if k != "hf_token"})', ''],
    ['for k, v in vars(args).items():\n    if "token" not in k:\n        print(k, v)', ''],
    ['print(list(vars(args)), vars(args).keys())', ''],
  ])('%j', (text, expected) => {
    expect(found('python', OPTIONS + text)).toBe(expected);
  });
});

describe('all variables', () => {
  test.each([
    ['for k, v in os.environ.items():\n    print(k, v)', 'warning log-py-env-dump@3'],
    ['for k, v in os.environ.items():\n    if k.startswith("HF_"):\n        print(k, v)', 'warning log-py-env-dump@4'],
    ['print({k: v for k, v in os.environ.items() if k in ("PATH", "HOME")})', ''],
    ['for k, v in sorted(os.environ.items()):\n    if "TOKEN" not in k:\n        print(k, v)', ''],
  ])('%j', (text, expected) => {
    expect(found('python', `import os, huggingface_hub\n${text}`)).toBe(expected);
  });
});
