// Which files are read as code, because they may show a credential.
import { expect, test } from 'vitest';
import { WORTH } from '../../src/flow/worth.ts';
import { createRisky } from '../../src/sieve/risky.ts';
import { userToken } from '../tokens.ts';

const isRisky = createRisky(WORTH);
const ECHO = 'echo $HF_TOKEN\n';

test.each<[text: string, isRead: boolean]>([
  ['print(hf_token)', true],
  ['path = "~/.cache/huggingface/token"', true],
  ['print(st.secrets["huggingface"]["token"])', true],
  ['print(st.secrets["huggingface"]["model"])', false],
  ['# the Hugging Face access token', true],
  [`print("${userToken(1)}")`, true],
  ['print(HF_HOME)', false],
  ['print(os.environ["TOKEN_HF"])', true],
  ['print(HfToken)', true],
  ['print(hfReadToken, HFKEY)', true],
  ['run `hf auth login` first', false],
  ['from huggingface_hub import login\nlogin(token)\nprint(token)', true],
  ['from huggingface_hub import login\nprint(\n    token)', true],
  ['from huggingface_hub import login\nprint(headers)', true],
  ['from huggingface_hub import login\ncount = len(token)', false],
  ['from huggingface_hub import login\nlogin(token=args.hub_token)\nprint(args)', true],
  ['from huggingface_hub import login\nlogin(token=self.hub_token)\nprint(args)', false],
  ['from huggingface_hub import login\nprint(dict(os.environ))', true],
  ['print(dict(os.environ))', false],
  [`# https://github.com/huggingface/transformers/blob/${'0a1b2c3d'.repeat(5)}/src`, false],
  [`model = "hf-internal-testing/${'TinyRandomModelFor'.repeat(2)}"`, false],
])('%#', (text, isRead) => expect(isRisky(Buffer.from('a.py'), Buffer.from(text))).toBe(isRead));

test.each<[path: string, text: string, isRead: boolean]>([
  ['job.sbatch', ECHO, true],
  ['job.sbatch', '# huggingface.co\nprintenv', true],
  ['run.job', `#!/bin/bash\n${ECHO}`, true],
  ['run.job', `#!/usr/bin/env -S bash -e\n${ECHO}`, true],
  ['run.job', ECHO, false],
  ['run.cgi', '#!/usr/bin/env python3\nprint(hf_token)', true],
  ['run.job', `#!/usr/bin/perl\n${ECHO}`, false],
  ['run.sh.tmpl', `#!/bin/bash\n${ECHO}`, false],
  ['log.txt', `#!/bin/bash\n${ECHO}`, false],
])('%s: %j', (path, text, isRead) => expect(isRisky(Buffer.from(path), Buffer.from(text))).toBe(isRead));
