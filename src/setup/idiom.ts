// Replaces a credential in code by what reads it from the environment, where that is safe, and proves it; else says what to write.
import { contentKind } from '../path.ts';
import { inDockerfile, isDockerfile } from './dockerfile-idiom.ts';
import { inJavaScript, inPython, inShell } from './language-idiom.ts';
import { isSameButFor, type Language, type Token, tokensOf } from './lex.ts';
import { inCells, type Known } from './notebook-code.ts';
import { type Patch, patched, type Replacement, type Spot } from './patch.ts';
import { importOf } from './python-import.ts';
import { inSettings } from './settings-idiom.ts';

const LARGEST = 1 << 20;
/** Credentials of one file; each is looked for among all tokens. */
const MOST = 200;
const TOO_LARGE = 'the file is too large to be sure; replace it by hand';
const UNREAD = 'the code around could not be read to its end; replace it by hand';

/** `name` is the path with `/`; `text` has a character for each byte. Spots do not overlap, in order. */
export function replaceSpots(name: string, text: string, spots: readonly Spot[]): Replacement {
  if (text.length > LARGEST || spots.length > MOST) return refused(spots, () => TOO_LARGE);
  if (contentKind(Buffer.from(name)) === 'notebook')
    return inCells(text, spots, inCode) ?? replaceSettings(name, text, spots);
  const language = languageOf(name, text);
  if (language !== null) return inCode(text, language, spots);
  return isDockerfile(name) ? inDockerfile(name, text, spots) : replaceSettings(name, text, spots);
}

/** `cell` is what is known of the cells before, where the code is one of a notebook. */
function inCode(text: string, language: Language, spots: readonly Spot[], cell?: Known): Replacement {
  const tokens = tokensOf(text, language, cell !== undefined);
  const by = { python: inPython, javascript: inJavaScript, shell: inShell }[language];
  if (!tokens) return refused(spots, () => UNREAD);
  const advice = new Map<number, string>();
  const patches: Patch[] = [];
  for (const [at, spot] of spots.entries()) {
    const token = tokens.find(({ start, end }) => start <= spot.start && end >= spot.end);
    const isShared = [spots[at - 1], spots[at + 1]].some(
      (other) => token?.kind === 'string' && other && other.start < token.end && other.end > token.start,
    );
    const outcome = isShared ? 'two are in one string' : (inComment(token, spot) ?? by(text, tokens, spot));
    if (typeof outcome === 'string') advice.set(spot.start, `${outcome}; ${insteadOf(language, spot.variable)}`);
    else patches.push(...outcome);
  }
  const uses = patches.filter(({ text: one }) => one.includes('os.environ')).map(({ start }) => start);
  const os = uses.length > 0 ? osFor(text, tokens, Math.min(...uses), cell) : null;
  if (typeof os === 'string') return refused(spots, (spot) => `${os}; ${insteadOf(language, spot.variable)}`);
  const all = os ? [os, ...patches] : patches;
  if (!isProven(text, tokens, all, (after) => tokensOf(after, language, cell !== undefined)))
    return refused(spots, () => UNREAD);
  return { patches: all, advice };
}

function osFor(text: string, tokens: readonly Token[], at: number, cell?: Known): Patch | null | string {
  if (cell?.isTaken) return 'os means something else in this notebook';
  return cell?.isImported ? null : importOf(text, tokens, at);
}

function inComment(token: Token | undefined, { start, end, variable }: Spot): Patch[] | null {
  return token?.kind === 'comment' ? [{ start, end, text: `<${variable}>` }] : null;
}

function refused(spots: readonly Spot[], how: (spot: Spot) => string): Replacement {
  return { patches: [], advice: new Map(spots.map((spot) => [spot.start, how(spot)])) };
}

function isProven(
  text: string,
  tokens: readonly Token[],
  patches: readonly Patch[],
  read: (after: string) => readonly Token[] | null,
): boolean {
  const sorted = patches.toSorted((one, other) => one.start - other.start);
  const after = patched(Buffer.from(text, 'latin1'), sorted).toString('latin1');
  const now = read(after);
  const changes = sorted.map(({ start, end, text: one }) => ({ start, end, length: one.length }));
  return now !== null && isSameButFor({ text, tokens }, { text: after, tokens: now }, changes);
}

function languageOf(name: string, text: string): Language | null {
  const [, shebang = ''] = /^#![^\n]*?(python|node|deno|bun|sh)\b/.exec(text.slice(0, 200)) ?? [];
  if (/\.pyw?$/i.test(name) || shebang === 'python') return 'python';
  if (/\.[cm]?[jt]sx?$/i.test(name) || ['node', 'deno', 'bun'].includes(shebang)) return 'javascript';
  const isShell = /\.(?:ba|z|k)?sh$|(?:^|\/)\.?(?:bashrc|zshrc|zshenv|(?:bash_|z)?profile|bash_aliases)$/i.test(name);
  return isShell || /sh$/.test(shebang) || /^#![^\n]*\b(?:ba|da|z|k)sh\b/.test(text.slice(0, 200)) ? 'shell' : null;
}

function insteadOf(language: Language, variable: string): string {
  if (language === 'python') return `write os.environ["${variable}"]`;
  return language === 'javascript' ? `write process.env.${variable}` : `write "\${${variable}}"`;
}

function replaceSettings(name: string, text: string, spots: readonly Spot[]): Replacement {
  const advice = new Map<number, string>();
  const patches: Patch[] = [];
  for (const spot of spots) {
    const outcome = inSettings(name, text, spot);
    if (typeof outcome === 'string') advice.set(spot.start, outcome);
    else patches.push(...outcome);
  }
  return { patches, advice };
}
