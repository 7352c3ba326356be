// Which files are read as code, because they may show a credential.
import { expect, test } from 'vitest';
import { createRisky } from '../../src/sieve/risky.ts';
import { userToken } from '../tokens.ts';

const isRisky = createRisky();

test.each<[text: string, isRead: boolean]>([
  ['print(hf_token)', true],
  ['path = "~/.cache/huggingface/token"', true],
  ['# the Hugging Face access token', true],
  [`print("${userToken(1)}")`, true],
  ['print(HF_HOME)', false],
  [`# https://github.com/huggingface/transformers/blob/${'0a1b2c3d'.repeat(5)}/src`, false],
  [`model = "hf-internal-testing/${'TinyRandomModelFor'.repeat(2)}"`, false],
])('%#', (text, isRead) => expect(isRisky(Buffer.from('a.py'), Buffer.from(text))).toBe(isRead));
