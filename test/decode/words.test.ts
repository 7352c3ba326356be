import { expect, test } from 'vitest';
import { joined } from '../../src/decode/joined.ts';
import { bytesOf, hitsOf, letters, passagesIn, sourcesOf, token } from './sample.ts';

const T = token(1);
const BODY = letters(1);
const [A, B] = [BODY.slice(0, 12), BODY.slice(12)];
/** In seventeen words. */
const MANY = (BODY.match(/../g) ?? []).join(' ');

/** What stands at the places of the credential, for each time that it is read. */
function read(text: string): string[] {
  const bytes = bytesOf(text);
  return sourcesOf(passagesIn(joined, bytes), T).map((spans) =>
    spans.map(({ start, end }) => bytes.toString('latin1', start, end)).join('|'),
  );
}

test.each([
  [`t = %w[hf_${A} ${B}].join\n`, `hf_${A}|${B}`],
  [`t = %w(hf_ ${A}  ${B}).join("")\n`, `hf_|${A}|${B}`],
  [`t = %w[ hf_${A} ${B} ].join\n`, `hf_${A}|${B}`],
  [`my $t = join('', qw( hf_${A} ${B} ));\n`, `hf_${A}|${B}`],
  [`t = %W[hf_${A}\n  ${B}\n].join('')\n`, `hf_${A}|${B}`],
  [`my $t = join("", qw(hf_${A} ${B}));\n`, `hf_${A}|${B}`],
  [`my $t = join '', qw/hf_ ${A} ${B}/;\n`, `hf_|${A}|${B}`],
  [`T=$(printf %s%s hf_${A} ${B})\n`, `hf_${A}|${B}`],
  [`printf "%s%s%s\\n" hf_ ${A} ${B}\n`, `hf_|${A}|${B}`],
  [`printf '%s' hf_${A} ${B} > t\n`, `hf_${A}|${B}`],
  [`printf "hf_%s" ${BODY}\n`, `hf_|${BODY}`],
  [`t = %w[hf_${A} ${B}].freeze.join\n`, `hf_${A}|${B}`],
  [`T = %w[\n  hf_${A}\n  ${B}\n].map(&:strip)\n    .freeze\n    .join("")\n`, `hf_${A}|${B}`],
  [`t = %w[hf_ ${MANY}].join\n`, `hf_|${MANY.replaceAll(' ', '|')}`],
  [`my $t = join('', qw(\n    hf_\n    ${MANY.replaceAll(' ', '\n    ')}\n));\n`, `hf_|${MANY.replaceAll(' ', '|')}`],
  [`printf %s${'%s'.repeat(17)} hf_ ${MANY}\n`, `hf_|${MANY.replaceAll(' ', '|')}`],
  [`printf '%s${'%s'.repeat(17)}\\n' hf_ ${MANY}\n`, `hf_|${MANY.replaceAll(' ', '|')}`],
  [`printf -v TOKEN '%s%s' hf_${A} ${B}\n`, `hf_${A}|${B}`],
  [`printf -v TOKEN %s%s hf_${A} ${B}\n`, `hf_${A}|${B}`],
  [`printf -v TOKEN -- "%s%s" hf_${A} ${B}\n`, `hf_${A}|${B}`],
  [`printf -v TOKEN "hf_%s%s" ${A} ${B}\n`, `hf_|${A}|${B}`],
  [`printf 'hf_%s%s\\n' ${A} ${B}\n`, `hf_|${A}|${B}`],
])('put together: %j', (text, places) => {
  expect(read(text)).toContain(places);
});

test('words that are known and too few are not looked at', () => {
  for (const text of ['printf "hf_%s%s\\n" alpha beta\n', `printf "hf_%s%s" ${A} ${A.slice(1)}1 ${B}\n`])
    expect(hitsOf(joined, bytesOf(text))).toEqual([]);
});

test.each([
  `t = %w[hf_${A} ${B}]\nx.join\n`,
  `t = %w[hf_${A} ${B}].join("-")\n`,
  `t = [hf_${A} ${B}].join\n`,
  `t = %w[hf_${A} ${B}, x].join\n`,
  `my $t = join(" ", qw(hf_${A} ${B}));\n`,
  `my @t = qw(hf_${A} ${B});\n`,
  `printf "%s %s" hf_${A} ${B}\n`,
  `printf '%s\\n' hf_${A} ${B}\n`,
  `printf %s hf_${A}\n${B}\n`,
  `echo %s hf_${A} ${B}\n`,
  `"%s" hf_${A} ${B}\n`,
  `x "hf_%s" ${BODY}\n`,
  `t = %w[hf_${A} ${B}].first.join\n`,
  `t = %w[hf_${A} ${B}].freeze.join("-")\n`,
  `printf -x TOKEN %s%s hf_${A} ${B}\n`,
])('other words: %j', (text) => {
  expect(read(text)).toEqual([]);
});
