// The comment by which an author lets a value stand: `hfleaks:allow RULE -- reason`, on its line or on the line above.
import { redactTokens, type Secret } from '../secret.ts';
import type { Match, Verdict } from '../types.ts';
import type { JudgeContext } from './context.ts';

/** What every directive begins with. */
export const ALLOW_ANCHOR = 'hfleaks:allow';
const DIRECTIVE = /hfleaks:allow[ \t]{1,8}([A-Za-z0-9_-]{1,100})[ \t]{1,8}--/g;
const RULE_ID = /^[a-z][a-z0-9-]{2,63}$/;
const MIN_VISIBLE = 3;
const MAX_REASON = 200;
/** What closes a comment, and the rest of a JSON string, are no part of the reason. */
const CLOSERS = ['*/', '-->', '--}}', '#}', '%>', '\\n', '\\r', '"', "'", ','];
/** A run this long in a reason could be a secret. */
const LONG_RUN = /[A-Za-z0-9_=-]{30,}/g;
const HALF_PAIR = /[\ud800-\udbff]$/;
/** Whether it has three letters that one sees. The classes are large, and most runs meet no directive. */
const saysWhy = (reason: string): boolean => (reason.match(/[\p{L}\p{N}\p{P}\p{S}]/gu)?.length ?? 0) >= MIN_VISIBLE;

/**
 * The reason that the author gives, at most 200 characters, with the value masked should it stand there; null if no directive
 * names one of `ruleIds`, if it has no reason of three visible characters, or if directives do not count here.
 */
export function allow({ secret }: Match, context: JudgeContext): string | null {
  return allowed(context, (reason) => safeReason(reason, secret));
}

/** The same for what has no value: a risk. */
export function allowed(
  context: JudgeContext,
  safe = (reason: string) => shortReason(redactTokens(reason)),
): string | null {
  if (!context.honourAllow) return null;
  const above = isAlone(context.above) ? context.above : '';
  for (const line of [context.line, above])
    for (const { rule, reason } of directives(line))
      if (context.ruleIds.includes(rule) && saysWhy(reason)) return safe(reason);
  return null;
}

/** How a line begins that is a comment as a whole. */
const COMMENT =
  /^[\s"'[(,]*(?:#(?!\s*(?:define|undef|pragma|include|if|el|endif)\b)|\/\/|\/\*|<!--|--\s|;|%|\{[#/]|::|\.\.\s|(?:rem|dnl)\b)/i;

/** Whether there is nothing but a comment: behind code it is about that, and says nothing of the next line. */
const isAlone = (line: string): boolean =>
  COMMENT.test(line) || !/[\p{L}\p{N}]/u.test(line.split(ALLOW_ANCHOR, 1)[0] ?? '');

/** The verdict where nothing but a comment speaks for letting something stand; one that does not count here is told. */
export function allowVerdict(reason: string | null, honourAllow: boolean): Verdict {
  if (reason === null) return { state: 'report', by: null, reason };
  return honourAllow
    ? { state: 'suppressed', by: 'allow', reason }
    : { state: 'report', by: null, reason: `An allow comment does not count here: ${reason}` };
}

/** A reason for people: at most 200 characters, without the value and what else could be a secret. */
export function safeReason(reason: string, secret: Secret): string {
  return shortReason(reason.replaceAll(secret.reveal(), secret.mask));
}

function shortReason(reason: string): string {
  return reason.replace(LONG_RUN, '[redacted]').slice(0, MAX_REASON).replace(HALF_PAIR, '');
}

/** The id of the rule that a directive at `start` names, with a reason that counts; null if there is none, or what it names is no id of a rule. */
export function allowedAt(line: string, start: number): string | null {
  const [first] = directives(line.slice(start));
  if (first?.start !== 0 || !RULE_ID.test(first.rule)) return null;
  return saysWhy(first.reason) ? first.rule : null;
}

/** One by one, for there can be many. A reason ends where its comment, its line or the next directive does. */
function* directives(line: string): Generator<{ rule: string; reason: string; start: number }> {
  const found = line.matchAll(DIRECTIVE);
  for (let one = found.next().value; one; ) {
    const { 0: text, 1: rule = '', index: start } = one;
    one = found.next().value;
    yield { rule, reason: withoutClosers(line.slice(start + text.length, one?.index)), start };
  }
}

function withoutClosers(text: string): string {
  let reason = text.trim();
  for (;;) {
    const closer = CLOSERS.find((one) => reason.endsWith(one));
    if (closer === undefined) return reason;
    reason = reason.slice(0, -closer.length).trimEnd();
  }
}
