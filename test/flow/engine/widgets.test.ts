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

const FIELD = 'st.text_input("HF token", type="password", value=';
test.each([
  [`${FIELD}st.session_state.hf_token)`, ''],
  [`${FIELD}st.session_state["hf_token"])`, ''],
  [`${FIELD}st.session_state.get("hf_token", ""))`, ''],
  ['kept = st.session_state.get("hf_token") or ""\nst.sidebar.text_input("HF token", kept)', ''],
  [`${FIELD}st.query_params.get("hf_token", ""))`, ''],
  [`${FIELD}st.session_state.token)\nlogin(token=st.session_state.token)`, ''],
  [`st.session_state.hf_token = ${FIELD}st.session_state.hf_token)`, ''],
  [`hf_token = st.text_input("Key")\nst.session_state["hf_token"] = hf_token\n${FIELD}st.session_state.hf_token)`, ''],
  [`st.session_state.hf_token = os.environ["HF_TOKEN"]\n${FIELD}st.session_state.hf_token)`, 'log-py-ui-prefill@4'],
  [`${FIELD}st.session_state.hf_token)\nst.session_state["hf_token"] = load()`, 'log-py-ui-prefill@3'],
  [`st.session_state.setdefault("hf_token", HF_TOKEN)\n${FIELD}st.session_state["hf_token"])`, 'log-py-ui-prefill@4'],
  [`st.session_state.hf_token = ""\nst.session_state.model = load()\n${FIELD}st.session_state.hf_token)`, ''],
  [`${FIELD}st.session_state.get("hf_token", HF_TOKEN))`, 'log-py-ui-prefill@3'],
  [`${FIELD}st.session_state.hf_token or os.environ["HF_TOKEN"])`, 'log-py-ui-prefill@3'],
  [`${FIELD}st.secrets.hf_token)`, 'log-py-ui-prefill@3'],
  [`${FIELD}st.secrets["hf"]["hf_token"])`, 'log-py-ui-prefill@3'],
  [`st.session_state["tok"] = os.environ["HF_TOKEN"]\n${FIELD}st.session_state["tok"])`, 'log-py-ui-prefill@4'],
  [
    'if "a" not in st.session_state:\n    st.session_state.a = HF_TOKEN\nst.write(st.session_state["a"])',
    'log-py-ui-show@5',
  ],
  [
    'st.session_state.a = {"t": HF_TOKEN}\ndef page():\n    print(st.session_state.get("a")["t"])\npage()',
    'log-py-print@5',
  ],
  ['st.session_state.a = HF_TOKEN\nprint(st.session_state.b, "a" in st.session_state, bool(st.session_state.a))', ''],
  ['st.session_state.a = InferenceClient(token=HF_TOKEN)\nst.write(st.session_state.a.text("a"))', ''],
  [`st.session_state["tok"] = st.text_input("HF token")\n${FIELD}st.session_state["tok"])`, ''],
  ['st.session_state.a = HF_TOKEN\nst.session_state.a = "ok"\nst.write(st.session_state.a)', ''],
  ['st.session_state.setdefault("a", HF_TOKEN)\nst.write(st.session_state.a)', 'log-py-ui-show@4'],
  [
    'st.session_state.update({"a": HF_TOKEN, "b": 1})\nst.write(st.session_state.b, st.session_state["a"])',
    'log-py-ui-show@4',
  ],
  ['st.session_state.update({"a": HF_TOKEN, "b": 1})\nst.session_state.update(c=2)\nst.write(st.session_state.b)', ''],
  ['x = st.session_state.get("a", HF_TOKEN)\nprint(st.session_state.a)', ''],
  ['print(st.session_state.hf_token, st.query_params["hf_token"])', 'log-py-print@3'],
])('a visitor of Streamlit: %j', (text, expected) => {
  expect(found('python', `import os\nimport streamlit as st\n${text}`)).toBe(expected);
});

test.each([
  ['console.error(r.error.flatten().fieldErrors.HF_TOKEN)', ''],
  ['console.log(errors.hfToken, touched.hfToken, form.errors["hfToken"])', ''],
  ['const messages = { hfToken: "Please enter your token" };\nconsole.log(messages.hfToken)', ''],
  ['console.log(values.hfToken)', 'log-js-console@1'],
  ['console.log(errors.request.hfToken)', 'log-js-console@1'],
  ['const errors = { hfToken: process.env.HF_TOKEN };\nconsole.log(errors.hfToken)', 'log-js-console@2'],
  ['errors.hfToken = process.env.HF_TOKEN;\nconsole.log(errors.hfToken)', 'log-js-console@2'],
])('what is said about a field: %s', (text, expected) => {
  expect(found('javascript', text)).toBe(expected);
});

test.each([
  ['print(form.errors["hf_token"], errors.hf_token, LABELS["hf_token"])', ''],
  ['print(form.data["hf_token"])', 'log-py-print@1'],
  ['checks = {"hf_token": os.environ["HF_TOKEN"]}\nprint(checks["hf_token"])', 'log-py-print@2'],
  ['def f(errors):\n    errors["hf_token"] = HF_TOKEN\n    print(errors["hf_token"])', 'log-py-print@3'],
])('what is said about a field: %s', (text, expected) => {
  expect(found('python', text)).toBe(expected);
});
