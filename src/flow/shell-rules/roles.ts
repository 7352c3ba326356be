// Variables with weak names that stand where a credential of Hugging Face must: `TOKEN` in `hf auth login --token "$TOKEN"`.

import type { Step } from '../shell/steps.ts';
import { plainText, type Variable, type Word } from '../shell/syntax.ts';
import { isCredentialName, rawText } from './names.ts';

const CLIENT = /^(?:hf|huggingface-cli)$/;
const WEAK = /token|key|secret|passw|pat$|auth/i;
const HOST = /(?:huggingface\.co|hf\.co)\b/i;

/** Gives the names; a script's own arguments (`$1`) never are such names. */
export function rolesIn(steps: readonly Step[]): ReadonlySet<string> {
  const roles = new Set<string>();
  const add = (word: Word | undefined) => {
    for (const { name } of variablesOf(word)) if (/^[A-Za-z_]/.test(name) && !isCredentialName(name)) roles.add(name);
  };
  for (const { command, output } of steps) {
    const { words, bindings, name } = command;
    for (const binding of bindings) {
      const [value] = binding.values;
      if (isCredentialName(binding.name) && value?.parts.length === 1) add(value);
    }
    const target = output.kind === 'pipe' ? output.to : null;
    if (target !== null && CLIENT.test(target.name) && target.words.some((word) => plainText(word) === 'login')) {
      words.slice(-1).forEach(add);
    }
    const isHub = words.some((word) => HOST.test(rawText(word)));
    words.forEach((word, index) => {
      const text = rawText(word);
      if (CLIENT.test(name) && (plainText(words[index - 1]) === '--token' || text.startsWith('--token='))) add(word);
      if (!isHub) return;
      word.parts.forEach((part, at) => {
        const before = word.parts[at - 1];
        if (before?.kind === 'literal' && /bearer $/i.test(before.text)) add({ ...word, parts: [part] });
      });
      if (/:\/\/[^/@]{0,200}\$\w+@/.test(text) && HOST.test(text)) addUser(word, roles);
    });
  }
  return roles;
}

/** The variable directly before `@` in a URL, unless it is named for a user. */
function addUser({ parts }: Word, roles: Set<string>): void {
  parts.forEach((part, index) => {
    const next = parts[index + 1];
    if (
      part.kind === 'variable' &&
      next?.kind === 'literal' &&
      next.text.startsWith('@') &&
      WEAK.test(part.name) &&
      !isCredentialName(part.name)
    ) {
      roles.add(part.name);
    }
  });
}

function variablesOf(word: Word | undefined): readonly Variable[] {
  return word?.parts.filter((part) => part.kind === 'variable') ?? [];
}
