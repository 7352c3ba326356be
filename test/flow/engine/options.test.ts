// Options of command lines and fields of settings that hold a credential under another name.
import { describe, expect, test } from 'vitest';
import { found } from './table.ts';

describe('argparse', () => {
  test.each([
    ['"-t", "--hf-token", dest="token"', 'print(args.token)', 'log-py-print@5'],
    ['"--hf_token", dest="tok"', 'print(args)', 'log-py-namespace@5'],
    ['"--token", default=os.environ.get("HF_TOKEN")', 'print(args.token)', 'log-py-print@5'],
    ['"--token", default=os.environ.get("HF_TOKEN")', 'print(vars(args))', 'log-py-namespace@5'],
    ['"--token", default=HF_TOKEN', 'print(args)', 'log-py-namespace@5'],
    ['"--token", help="Hugging Face token"', 'print(args)', 'log-py-namespace@5'],
    ['"--hf-token", dest="token"', 'print(args.model, bool(args.token))', ''],
    ['"--token", default=os.environ.get("TURSO_TOKEN")', 'print(args, len(HF_TOKEN))', ''],
    ['"--token-name", default="HF_TOKEN"', 'print(args)', ''],
    ['"--config", help="path of the Hugging Face token file"', 'print(args)', ''],
    ['"--use_auth_token", action="store_true", help="Use your Hugging Face token"', 'print(args)', ''],
    ['"--token", default="HF_TOKEN" in os.environ', 'print(args)', ''],
    ['"--token", default=bool(os.environ.get("HF_TOKEN"))', 'print(args)', ''],
    ['"--token", default=Path("hf_token")', 'print(args)', ''],
    ['"--token", default=os.environ.get("A") or os.environ["HF_TOKEN"]', 'print(args)', 'log-py-namespace@5'],
    ['"-v", "--verbose"', 'print(args, HF_TOKEN is None)', ''],
  ])('%s: %s', (option, text, expected) => {
    const head = `import argparse, os\np = argparse.ArgumentParser()\np.add_argument(${option})\nargs = p.parse_args()\n`;
    expect(found('python', head + text)).toBe(expected);
  });
});

test.each([
  ['@click.option("--token", envvar="HF_TOKEN")', 'log-py-print@5'],
  ['@click.option("--hf-token", "token")', 'log-py-print@5'],
  ['@click.option("--token", default=lambda: os.environ.get("HF_TOKEN"))', 'log-py-print@5'],
  ['@click.option("--token", envvar="GH_TOKEN")', ''],
])('%s', (option, expected) => {
  const text = `import click, os\n@click.command()\n${option}\ndef run(token, n):\n    print(token, n)\nlogin(hf_token)`;
  expect(found('python', text)).toBe(expected);
});

test.each([
  ['def run(ctx, hf_token, n):\n    print(ctx.params)', 'log-py-namespace@6'],
  ['def run(ctx, hf_token, n):\n    print(ctx, ctx.params["n"], ctx.obj)', ''],
  ['def run(ctx, n):\n    print(ctx.params)', ''],
])('%s', (text, expected) => {
  const head = 'import click\n@click.command()\n@click.option("--hf-token")\n@click.option("--n")\n';
  expect(found('python', head + text)).toBe(expected);
});

test.each([
  ['token: str = typer.Option(None, envvar="HF_TOKEN")', 'log-py-print@4'],
  ['token: str = typer.Option(None, "--hf-token")', 'log-py-print@4'],
  ['token: Annotated[str, typer.Option(envvar="HF_TOKEN")] = None', 'log-py-print@4'],
  ['token: str = typer.Option(None, envvar=["HF_TOKEN", "T"])', 'log-py-print@4'],
  ['token: str = typer.Option(None, envvar="GH_TOKEN", help="not HF_TOKEN")', ''],
])('%s', (parameter, expected) => {
  expect(found('python', `import typer\n@app.command()\ndef run(${parameter}):\n    print(token)`)).toBe(expected);
});

test('a parameter of typer is no option of argparse', () => {
  const text = 'def f(t: str = typer.Option(None, envvar="HF_TOKEN")): pass\nargs = p.parse_args()\nprint(args)';
  expect(found('python', text)).toBe('');
});

test.each([
  ['token: str = Field(..., alias="HF_TOKEN")', 'print(Settings().token)', 'log-py-print@4'],
  ['token: str = Field(validation_alias=AliasChoices("HF_TOKEN", "T"))', 'print(Settings())', 'log-py-container@4'],
  ['token: str = Field(..., alias="GH_TOKEN")', 'print(Settings())', ''],
  ['token: SecretStr = Field(..., alias="HF_TOKEN")', 'print(Settings())', ''],
])('%s: %s', (field, text, expected) => {
  const head = `from pydantic import Field\nclass Settings(BaseSettings):\n    ${field}\n`;
  expect(found('python', head + text)).toBe(expected);
});

test.each([
  ['tyro.cli(Args)', 'log-py-container@6'],
  ['draccus.parse(Args)', 'log-py-container@6'],
  ['draccus.parse(config_class=Args)', 'log-py-container@6'],
  ['tyro.cli(main)', ''],
])('%s', (made, expected) => {
  const head = 'import tyro, draccus\n@dataclass\nclass Args:\n    hf_token: str = ""\n';
  expect(found('python', `${head}args = ${made}\nprint(args)`)).toBe(expected);
});

test.each([
  ['args, rest = p.parse_known_args()\nprint(rest)', ''],
  ['args, rest = p.parse_known_args()\nlogging.warning("unused %s", rest)', ''],
  ['got = p.parse_known_args()\nprint(got[1])', ''],
  ['args, rest = p.parse_known_args()\nprint([k for k, v in args._get_kwargs()])', ''],
  ['args, rest = p.parse_known_args()\nprint(" ".join(f"{k}={v}" for k, v in args._get_kwargs()))', 'log-py-print@4'],
  ['args, rest = p.parse_known_args()\nprint(args)', 'log-py-namespace@4'],
  ['got = p.parse_known_args()\nprint(got[0])', 'log-py-namespace@4'],
  ['got = p.parse_known_args()\nprint(got)', 'log-py-namespace@4'],
  ['got = p.parse_known_args()\nprint(got[0].hf_token, got[i])', 'log-py-namespace@4, log-py-print@4'],
])('%s', (text, expected) => {
  expect(found('python', `import argparse\np.add_argument("--hf_token")\n${text}`)).toBe(expected);
});
