// The comment by which an author lets a value stand: `hfleaks:allow RULE -- reason`, on its line or on the line above.
import type { Match } from '../types.ts';
import type { JudgeContext } from './context.ts';

const DIRECTIVE = /hfleaks:allow[ \t]{1,8}([A-Za-z0-9_-]{1,100})[ \t]{1,8}--/g;
const MIN_VISIBLE = 3;
const MAX_REASON = 200;
/** What closes a comment, and the rest of a JSON string, are no part of the reason. */
const CLOSERS = ['*/', '-->', '--}}', '#}', '%>', '\\n', '\\r', '"', "'", ','];
/** A run this long in a reason could be a secret. */
const LONG_RUN = /[A-Za-z0-9_=-]{30,}/g;
const HALF_PAIR = /[\ud800-\udbff]$/;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/gu;

/**
 * The reason that the author gives, at most 200 characters, with the value masked should it stand there; null if no directive
 * names one of `ruleIds`, if it has no reason of three visible characters, or if directives do not count here.
 */
export function allow({ secret }: Match, context: JudgeContext): string | null {
  if (!context.honourAllow) return null;
  for (const line of [context.line, context.above])
    for (const { rule, reason } of directives(line)) {
      if (!context.ruleIds.includes(rule) || (reason.match(VISIBLE)?.length ?? 0) < MIN_VISIBLE) continue;
      const safe = reason.replaceAll(secret.reveal(), secret.mask).replace(LONG_RUN, '[redacted]');
      return safe.slice(0, MAX_REASON).replace(HALF_PAIR, '');
    }
  return null;
}

/** A reason ends where its comment, its line or the next directive does. */
function* directives(line: string): Generator<{ rule: string; reason: string }> {
  const found = [...line.matchAll(DIRECTIVE)];
  for (const [index, directive] of found.entries()) {
    const end = found[index + 1]?.index ?? line.length;
    yield { rule: directive[1] ?? '', reason: withoutClosers(line.slice(directive.index + directive[0].length, end)) };
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
