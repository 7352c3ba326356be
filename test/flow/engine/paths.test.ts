// Paths of Python: what lies in the project, and what lies elsewhere.
import { describe, expect, test } from 'vitest';
import { found } from './table.ts';

describe('paths', () => {
  test.each([
    ['print(Path("~/.cache/huggingface/token").expanduser().read_text())', 'log-py-print@2'],
    ['print((Path.home() / ".cache/huggingface/token").read_text().strip())', 'log-py-print@2'],
    ['(Path("out") / "config.json").write_text(hf_token)', 'log-py-file@2'],
    ['(folder / "config.json").write_text(hf_token)', ''],
    ['(Path.home() / "config.json").write_text(hf_token)', ''],
    ['print((Path.home() / "notes.txt").read_text(), 1 / 2)', ''],
  ])('%j', (text, expected) => {
    expect(found('python', `from pathlib import Path\n${text}`)).toBe(expected);
  });
});

describe('in the project', () => {
  test.each([
    'C = Path(__file__).parent / "config.json"\nwith open(C, "w") as f:\n    f.write(hf_token)',
    'C = Path(__file__).resolve().parent / "config.json"\nwith C.open("w") as f:\n    json.dump({"t": hf_token}, f)',
    'ROOT = Path(__file__).resolve().parents[1]\n(ROOT / ".env").write_text(hf_token)',
    'ROOT = Path(os.path.abspath(__file__)).parent.parent\n(ROOT / "a" / "b.json").write_text(hf_token)',
    'ROOT = Path(os.path.dirname(__file__))\n(ROOT / "a.json").write_text(hf_token)',
    '(Path.cwd() / ".env").write_text(hf_token)',
    '(Path() / ".env").write_text(hf_token)',
    '(Path(".") / ".env").write_text(hf_token)',
    '(Path(os.getcwd()) / ".env").write_text(hf_token)',
    'Path(__file__).with_name("config.json").write_text(hf_token)',
    'Path(__file__).parent.joinpath("a", "config.json").write_text(hf_token)',
    'Path("out").joinpath("config.json").write_text(hf_token)',
  ])('%j', (text) => {
    expect(found('python', `import os; from pathlib import Path\n${text}`)).toBe(
      `log-py-file@${text.split('\n').length + 1}`,
    );
  });

  test.each([
    '(Path(folder).parent / "config.json").write_text(hf_token)',
    '(Path(sys.argv[1]) / "config.json").write_text(hf_token)',
    '(Path.home().parent / "config.json").write_text(hf_token)',
    'Path.home().joinpath("config.json").write_text(hf_token)',
    'folder.joinpath("config.json").write_text(hf_token)',
    '(Path(tempfile.mkdtemp()) / "config.json").write_text(hf_token)',
    '(Path.cwd() / "tmp" / "config.json").write_text(hf_token)',
    '(Path("/etc") / "config.json").write_text(hf_token)',
    '(Path(__file__).parent / "config.json").write_text(str(bool(hf_token)))',
    'print((Path(__file__).parent / "config.json").read_text(), bool(hf_token))',
    '(Path(__file__).stat().st_size / 2 / "a").write_text(hf_token)',
  ])('not: %j', (text) => {
    expect(found('python', `import os; from pathlib import Path\n${text}`)).toBe('');
  });
});
