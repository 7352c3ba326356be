// What libraries and services give, and what they show or keep.
import { describe, expect, test } from 'vitest';
import { found } from './table.ts';

describe('stores', () => {
  test.each([
    ['c = boto3.client("s")\nprint(c.get_secret_value(SecretId="prod/hf-token")["SecretString"])', 'log-py-print@8'],
    [
      'c = boto3.client("s")\nprint(c.get_secret_value(SecretId="huggingface/token")["SecretString"])',
      'log-py-print@8',
    ],
    ['c = boto3.client("s")\nprint(c.get_secret_value(SecretId="db")["SecretString"], len(hf_token))', ''],
    ['c = boto3.client("s")\nprint(c.get_parameter(Name="/p/HF_TOKEN")["Parameter"]["Value"])', 'log-py-print@8'],
    [
      'c = secretmanager.SecretManagerServiceClient()\nr = c.access_secret_version(name="projects/p/secrets/HF_TOKEN/versions/1")\nprint(r.payload.data.decode())',
      'log-py-print@9',
    ],
    ['print(SecretClient("u").get_secret("hf-token").value)', 'log-py-print@7'],
    ['print(SecretClient("u").get_secret("db").value)', ''],
    ['print(Names.HF_TOKEN.value)', ''],
    ['import keyring\nprint(keyring.get_password("huggingface", "me"), hf_token is None)', 'log-py-print@8'],
    ['import keyring\nprint(keyring.get_password("database", "me"), hf_token is None)', ''],
    ['from huggingface_hub.utils import build_hf_headers as b\nprint(b(token=hf_token))', 'log-py-container@8'],
    ['config = Config(".env")\nt = config("HF_TOKEN", cast=str)\nprint(t)', 'log-py-print@9'],
    ['config = Config(".env")\nt = config("DEBUG", cast=bool)\nprint(t)', ''],
    ['env = environ.Env()\nprint(env("HF_TOKEN"))\nprint(env.str("HF_TOKEN"))', 'log-py-print@8, log-py-print@9'],
  ])('%j', (text, expected) => {
    const head =
      'import boto3\nfrom google.cloud import secretmanager\nfrom azure.keyvault.secrets import SecretClient\nfrom starlette.config import Config\nimport environ\n\n';
    expect(found('python', head + text)).toBe(expected);
  });
});

test.each([
  ['from starlette.responses import PlainTextResponse as P\nP(hf_token)', 'log-py-http-response@2'],
  ['from fastapi import Response\nResponse(content=hf_token)', 'log-py-http-response@2'],
  ['from flask import make_response\nmake_response(hf_token)', 'log-py-http-response@2'],
  ['from aiohttp import web\nweb.json_response({"a": hf_token})', 'log-py-http-response@2'],
  ['from aiohttp import web\nweb.Response(text=hf_token)', 'log-py-http-response@2'],
  ['from aiohttp import web\nweb.json_response({"a": bool(hf_token)})', ''],
  ['from aiohttp import web\nweb.Response(text="ok", headers={"Authorization": hf_token})', ''],
  ['import wandb\nrun = wandb.init()\nrun.config["t"] = hf_token', 'log-py-tracker@3'],
  ['import wandb\nwandb.config.t = hf_token', 'log-py-tracker@2'],
  ['import wandb\nrun = wandb.init()\nrun.summary["t"] = hf_token', 'log-py-tracker@3'],
  ['import wandb\nwandb.config.t = len(hf_token)', ''],
  ['import neptune\nrun = neptune.init_run()\nrun["a/hf"] = hf_token', 'log-py-tracker@3'],
  ['import neptune.new as neptune\nrun = neptune.init(project="a")\nrun["a"] = {"t": hf_token}', 'log-py-tracker@3'],
  ['import neptune\nrun = neptune.init_run()\nrun["a/lr"] = 0.1\nrun["a/has"] = bool(hf_token)', ''],
  [
    'class H:\n    t = HF_TOKEN\n    def do_GET(self):\n        self.wfile.write(self.t.encode())',
    'log-py-http-response@4',
  ],
  [
    'class H:\n    def do_GET(self):\n        self.wfile.write(b"HF_TOKEN")\n        self.rfile.read(len(hf_token))',
    '',
  ],
  ['def f(resp):\n    resp.set_cookie("hf", HF_TOKEN, max_age=60)', 'warning log-py-template@2'],
  ['import os\ndef f(resp):\n    resp.set_cookie(key="hf", value=os.environ["HF_TOKEN"])', 'warning log-py-template@3'],
  ['def f(resp, hf_token):\n    resp.set_cookie("hf", hf_token)', ''],
  ['def f(resp):\n    resp.set_cookie("hf", "1" if HF_TOKEN else "", HF_TOKEN)', ''],
  ['import dotenv\ndotenv.set_key(".env", "HF_TOKEN", hf_token)', 'log-py-file@2'],
  ['import dotenv\ndotenv.set_key(dotenv.find_dotenv(), "HF_TOKEN", hf_token)', ''],
  ['import dotenv\ndotenv.set_key(".env", "HF_TOKEN", "")\nlogin(hf_token)', ''],
  ['from loguru import logger\nlogger.add(lambda m: login(hf_token))', ''],
  [
    'class Key(str, Enum):\n    HF = "HF_TOKEN"\nimport os\nprint(os.environ[Key.HF.value], os.environ[Key.HF])',
    'log-py-print@4',
  ],
  ['class Key(str, Enum):\n    HF = "HF_TOKEN"\nimport os\nprint(Key.HF.value, Key.HF, os.environ[Key.X.value])', ''],
  ['import sentry_sdk\nsentry_sdk.capture_message(f"a {hf_token}")', 'log-py-logger@2'],
  ['import sentry_sdk\nsentry_sdk.set_context("hub", {"t": hf_token})', 'log-py-container@2'],
  ['import sentry_sdk\nsentry_sdk.set_tag("hub", bool(hf_token))', ''],
  ['new = input(f"HF token [{hf_token}]: ")', 'log-py-print@1'],
  ['import click\nif click.confirm(f"Use {hf_token}?"):\n    login(hf_token)', 'log-py-print@2'],
  ['hf_token = input("HF token: ")', ''],
  ['import chainlit as cl\ncl.Message(content=f"a {hf_token}").send()', 'log-py-ui-show@2'],
  ['from termcolor import cprint\ncprint(hf_token, "red")', 'log-py-print@2'],
  ['import streamlit as st\na, b = st.columns(2)\na.write(hf_token)', 'log-py-ui-show@3'],
  ['import streamlit as st\nc = st.columns(2)\nc[0].code(hf_token)', 'log-py-ui-show@3'],
  ['import streamlit as st\nst.empty().text(hf_token)', 'log-py-ui-show@2'],
  ['import streamlit as st\na, b = st.columns(2)\na.write(bool(hf_token))', ''],
  ['import gradio as gr\ngr.update(value=hf_token)', 'log-py-ui-prefill@2'],
])('%j', (text, expected) => {
  expect(found('python', text)).toBe(expected);
});

describe('whole stores', () => {
  const HEAD = 'import streamlit as st\nfrom dotenv import dotenv_values\n# HF_TOKEN\n';
  test.each([
    ['st.write(st.secrets)', 'warning log-py-env-dump@4'],
    ['print(dict(st.secrets))', 'warning log-py-env-dump@4'],
    ['st.json(st.secrets.to_dict())', 'warning log-py-env-dump@4'],
    ['cfg = dotenv_values(".env")\nprint(cfg)\nlogin(cfg["HF_TOKEN"])', 'warning log-py-env-dump@5'],
    ['cfg = {**dotenv_values(".env"), "A": 1}\nprint(cfg)', 'warning log-py-env-dump@5'],
    ['for k, v in dotenv_values().items():\n    print(k, v)', 'warning log-py-env-dump@5'],
    ['st.write(list(st.secrets.keys()), "HF_TOKEN" in st.secrets)', ''],
    ['st.write(st.secrets["model"], st.secrets.db, st.secrets.get("x"))', ''],
    ['cfg = dotenv_values(".env")\nprint(cfg["MODEL"], len(cfg), sorted(cfg))', ''],
    ['st.write(st.secrets["hf_token"], st.secrets.hf_token)', 'log-py-ui-show@4'],
    ['print(dotenv_values()["HF_TOKEN"], dotenv_values().get("HF_TOKEN"))', 'log-py-print@4'],
    ['tok = st.secrets["huggingface"]["token"]\nst.write(tok)', 'log-py-ui-show@5'],
    ['tok = st.secrets.huggingface.api_key\nprint(tok)', 'log-py-print@5'],
    ['st.write(st.secrets["huggingface"])', 'warning log-py-env-dump@4'],
    ['tok = st.secrets["hf"].get("token")\nprint(tok)', 'log-py-print@5'],
    ['print(st.secrets["db"]["token"], st.secrets["huggingface"]["model"], st.secrets.huggingface.repo)', ''],
  ])('%j', (text, expected) => {
    expect(found('python', HEAD + text)).toBe(expected);
  });
});

const PAGE = 'import os\nfrom flask import render_template, render_template_string, request, session\n';
test.each([
  ['render_template("a.html", **{"t": HF_TOKEN})', 'warning log-py-template@3'],
  ['render_template_string("{{ t }}", t=os.environ["HF_TOKEN"])', 'warning log-py-template@3'],
  ['ctx = dict(t=HF_TOKEN)\nrender_template("a.html", **ctx)', 'warning log-py-template@4'],
  ['templates.TemplateResponse(request=r, name="a.html", context={"t": HF_TOKEN})', 'warning log-py-template@3'],
  ['render_template("a.html", t=session["hf_token"])', ''],
  ['hf_token = request.form.get("hf_token")\nrender_template("a.html", t=hf_token)', ''],
  ['def view(request, hf_token: str = Form(...)):\n  return render_template("a.html", t=hf_token)', ''],
  ['print(session["hf_token"])', 'log-py-print@3'],
  ['render_template("a.html", t=HF_TOKEN is not None)', ''],
])('templates: %j', (text, expected) => {
  expect(found('python', PAGE + text)).toBe(expected);
});

describe('loggers that are bound to values', () => {
  test.each([
    ['import structlog\nlog = structlog.get_logger().bind(hf_token=hf_token)\nlog.info("x")', 'log-py-logger@2'],
    ['from structlog import get_logger\nlog = get_logger()\nlog = log.bind(user=1, token=hf_token)', 'log-py-logger@3'],
    ['import structlog\nlog = structlog.get_logger().bind(has=bool(hf_token))\nlog.info("x")', ''],
    ['from loguru import logger\nlogger.bind(token=hf_token).info("x")', ''],
    ['import structlog\nfrom loguru import logger\nlogger.bind(token=hf_token).info("x")', ''],
  ])('%j', (text, expected) => {
    expect(found('python', text)).toBe(expected);
  });
});
