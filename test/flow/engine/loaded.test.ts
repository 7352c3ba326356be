// What is loaded from a file holds a credential, where one is read from it.
import { describe, expect, test } from 'vitest';
import { found } from './table.ts';

const LOAD = 'import json, yaml\nfrom omegaconf import OmegaConf\nconfig = yaml.safe_load(open("a.yaml"))\n';

describe('printed whole', () => {
  test.each([
    ['print(config)\nlogin(config["hf_token"])', 'warning log-py-container@4'],
    ['login(config["hf_token"])\nprint(f"config: {config}")', 'warning log-py-container@5'],
    ['logger.info("%s", json.dumps(config, indent=2))\nt = config.get("hf_token")', 'warning log-py-container@4'],
    ['print(config)\napi = HfApi(token=config["token"])  # hf_token', 'warning log-py-container@4'],
    ['print(config)\nlogin(token=config["hub"]["token"])  # hf_token', 'warning log-py-container@4'],
    ['print(config["hub"])\nlogin(token=config["hub"]["token"])  # hf_token', 'warning log-py-container@4'],
    ['c = OmegaConf.load("a.yaml")\nprint(OmegaConf.to_yaml(c))\nlogin(c.hf_token)', 'warning log-py-container@5'],
    [
      'def load():\n    with open("a.json") as f:\n        return json.load(f)\ndef main():\n    cfg = load()\n    print(cfg)\n    login(cfg["hf_token"])',
      'warning log-py-container@9',
    ],
    ['import wandb\nwandb.init(config=config)\nlogin(config["hf_token"])', 'warning log-py-tracker@5'],
    [
      'class A:\n    def __init__(self):\n        self.cfg = yaml.safe_load(f)\n        login(self.cfg["hub"]["hf_token"])\n    def show(self):\n        print(self.cfg)',
      'warning log-py-container@9',
    ],
    ['print(config["hf_token"])', 'log-py-print@4'],
    ['login(config["hf_token"])\nprint(config.get("hf_token"))', 'log-py-print@5'],
  ])('%j', (text, expected) => {
    expect(found('python', LOAD + text)).toBe(expected);
  });
});

test.each([
  'print(config["lr"], config.keys(), len(config), sorted(config))\nlogin(config["hf_token"])',
  'print(config["train"])\nlogin(config["hub"]["hf_token"])',
  'print(config)\nlogin(hf_token)',
  'print(config)\nconfig["hf_token"] = os.environ["HF_TOKEN"]\nlogin(config["hf_token"])',
  'print(config)\nconfig = json.load(open("creds.json"))\nlogin(config["hf_token"])',
  'class A:\n    def __init__(self):\n        self.cfg = json.load(f)\n        print(self.cfg)\nclass B:\n    def __init__(self):\n        self.cfg = json.load(f)\n        login(self.cfg["hf_token"])',
  'print(config)\nlogin(config["hf_token_path"])',
  'print(config)\nprint(other["hf_token"] is None)',
  'data = json.load(f)\nprint(data)\nlogin(config["hf_token"])',
  'class A:\n    def __init__(self):\n        self.cfg = yaml.safe_load(f)\n        print(self.cfg)\n        login(self.hub["hf_token"])',
  'class A:\n    def __init__(self):\n        self.cfg = yaml.safe_load(f)\n        print(self.cfg, self)\n        login(self.hf_token)',
  'class A:\n    def __init__(self):\n        self.cfg = yaml.safe_load(f)\n        print(self.cfg["lr"], self)\n        login(self.cfg["hf_token"])',
  'token = config.pop("hf_token")\nprint(config)\nlogin(token)',
  'login(config["hf_token"])\nconfig["hf_token"] = "***"\nprint(config)',
  'print({k: v for k, v in config.items() if k != "hf_token"})\nlogin(config["hf_token"])',
  'def f():\n    config = AutoConfig.from_pretrained("a")\n    print(config)\nlogin(config["hf_token"])',
  'print(config)\nconfig["hf_token"] = ask(hf_token)',
  'args = parser.parse_args()\nprint(args)\nargs.hf_token = ask(hf_token)',
  'print(config)\nnext(config["token"])  # hf_token',
])('not: %j', (text) => {
  expect(found('python', LOAD + text)).toBe('');
});
