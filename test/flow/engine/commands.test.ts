// Commands that programs run.
import { expect, test } from 'vitest';
import { found } from './table.ts';

test.each([
  ['os.system("echo $HF_TOKEN")', 'log-py-print@2'],
  ['subprocess.run("echo $HF_TOKEN", shell=True)', 'log-py-print@2'],
  ['subprocess.run(["bash", "-c", "echo $HF_TOKEN"])', 'log-py-print@2'],
  ['subprocess.run(["echo", "$HF_TOKEN"])', ''],
  ['subprocess.run(["printenv", "HF_TOKEN"])', 'log-py-print@2'],
  ['subprocess.run(["hf", "auth", "token"]) # HF_TOKEN', 'log-py-print@2'],
  ['print(subprocess.check_output("printenv HF_TOKEN", shell=True))', 'log-py-print@2'],
  ['t = subprocess.check_output(["hf", "auth", "token"]) # HF_TOKEN\nprint(t.decode())', 'log-py-print@3'],
  ['r = subprocess.run(["printenv", "HF_TOKEN"], capture_output=True)\nprint(r.stdout)', 'log-py-print@3'],
  ['subprocess.run(["printenv", "HF_TOKEN"], stdout=subprocess.PIPE)', ''],
  ['t = subprocess.check_output("printenv HF_TOKEN", shell=True)\nlogin(t)', ''],
  ['os.system("echo $HF_TOKEN | hf auth login")', ''],
  ['os.system("echo $HF_TOKEN > /dev/null")', ''],
  ['os.system("printenv HF_TOKEN >/dev/null")', ''],
  ['os.system("echo HF_TOKEN")', ''],
  ['os.system("echo $HF_HOME") # HF_TOKEN', ''],
  ['os.system(f"echo {hf_token}")', 'info log-py-argv@2, log-py-print@2'],
  ['os.system(f"echo HF_TOKEN={hf_token} >> .env")', 'info log-py-argv@2, log-py-file@2'],
  ['os.system(f"echo {hf_token} >> ~/.env")', 'info log-py-argv@2'],
  ['os.system(f"echo {hf_token} | hf auth login")', 'info log-py-argv@2'],
  ['os.system(f"hf auth login --token {hf_token}")', 'info log-py-argv@2'],
  ['print((Path.home() / ".cache" / "huggingface" / "token").read_text())', 'log-py-print@2'],
  ['p = os.path.join(home, ".cache", "huggingface", "token")\nprint(open(p).read())', 'log-py-print@3'],
  ['from huggingface_hub import constants\nprint(open(constants.HF_TOKEN_PATH).read())', 'log-py-print@3'],
  ['print((Path.home() / ".cache" / "huggingface" / "hub").read_text()) # HF_TOKEN', ''],
])('%j', (text, expected) => {
  expect(found('python', `import os, subprocess; from pathlib import Path\n${text}`)).toBe(expected);
});

test.each([
  ['console.log(execSync("hf auth token").toString().trim()) // HF_TOKEN', 'log-js-console@2'],
  ['const t = execSync("echo $HF_TOKEN", { encoding: "utf8" });\nconsole.log(t)', 'log-js-console@3'],
  ['execSync("echo $HF_TOKEN", { stdio: "inherit" })', 'log-js-console@2'],
  ['console.log(execFileSync("printenv", ["HF_TOKEN"]).toString())', 'log-js-console@2'],
  ['const { stdout } = spawnSync("printenv", ["HF_TOKEN"]);\nconsole.log(stdout)', 'log-js-console@3'],
  ['exec("printenv HF_TOKEN", (err, stdout) => console.log(stdout))', 'log-js-console@2'],
  ['exec("printenv HF_TOKEN", (err, stdout) => console.log(err))', ''],
  ['const t = execSync("hf auth token").toString();\nlogin(t) // HF_TOKEN', ''],
  ['console.log(execSync("hf auth whoami").toString()) // HF_TOKEN', ''],
  ['console.log(execSync("echo $HF_TOKEN | wc -c").toString())', ''],
  ['execSync("hf auth login --token $HF_TOKEN", { stdio: "inherit" })', ''],
])('JavaScript: %j', (text, expected) => {
  const head = "import { exec, execSync, execFileSync, spawnSync } from 'node:child_process';";
  expect(found('javascript', `${head}\n${text}`)).toBe(expected);
});
