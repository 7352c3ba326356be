// Fields that someone fills in, and other things that are called like a credential.
import { expect, test } from 'vitest';
import { found } from './table.ts';

test.each([
  ['hf_token = widgets.Password(description="HF")\ndisplay(hf_token)', ''],
  ['hf_token = widgets.Password()\nhf_token', ''],
  ['hf_token = widgets.Password()\nprint(hf_token.value)', 'log-py-print@4'],
  ['hf_token = widgets.Password()\nt = hf_token.value\nprint(t)', 'log-py-print@5'],
  ['w = widgets.Text(description="HF token")\nprint(w.value)', 'log-py-print@4'],
  ['w = widgets.Text(description="HF token")\nw.value', 'nb-cell-echo@4'],
  ['w = widgets.Text(description="Model")\nprint(w.value)', ''],
  ['hf_token = gr.Textbox(label="HF token")\nprint(hf_token)', ''],
  ['hf_token = tokenizer.tokenize("a")\nprint(hf_token)', ''],
  ['hf_token = AutoTokenizer.from_pretrained("a")\nprint(hf_token)', ''],
  ['hf_token = load()\nprint(hf_token)', 'log-py-print@4'],
])('%j', (text, expected) => {
  expect(found('cell', `import ipywidgets as widgets\nimport gradio as gr\n${text}`)).toBe(expected);
});

test.each([
  ['print(f"::add-mask::{hf_token}")', ''],
  ['print("::add-mask::" + hf_token)', ''],
  ['print("::add-mask::%s" % hf_token)', ''],
  ['sys.stdout.write(f"::add-mask::{hf_token}\\n")', ''],
  ['print(f"add-mask {hf_token}")', 'log-py-print@2'],
])('%j', (text, expected) => {
  expect(found('python', `import sys\n${text}`)).toBe(expected);
});
test('a token is masked in JavaScript', () => {
  expect(found('javascript', 'process.stdout.write("::add-mask::" + hfToken)')).toBe('');
});
