import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joined } from '../../src/decode/joined.ts';
import { cpuSince } from '../cost.ts';
import { bytesOf, FOLLOWS, hitsOf, letters, passagesIn, segmentOf, token } from './sample.ts';

const TOKEN = /hf_[A-Za-z]{34}(?![A-Za-z0-9])/;

/** Whether what is read out of a text holds something of a token's shape. */
function gives(text: string): boolean {
  return passagesIn(joined, bytesOf(text)).some((passage) => TOKEN.test(passage.text));
}

const [A, B, ALL] = [letters(5, 10), letters(6, 24), letters(7)];
/** A token in a cell, and what the next line has of it. */
const [LEFT, RIGHT] = [`hf_${ALL.slice(0, 21)}`, ALL.slice(21).padEnd(24)];

/** Texts in which no token is put together, though they hold pieces of one. */
const NEGATIVE: Readonly<Record<string, readonly string[]>> = {
  'other values': [
    `x = "hf_${A}"\ny = "${B}"\n`,
    `["hf_${A}", "other", "${B}"]\n`,
    `{"a": "hf_${A}", "b": "${B}"}\n`,
    `x == "hf_${A}" and y == "${B}"\n`,
    `"hf_${A}" == "${B}"\n`,
    `"hf_${A}" in "${B}"\n`,
    `x = "hf_${A}" if y else "${B}"\n`,
    `x = "hf_${A}" or "${B}"\n`,
    `x ? "hf_${A}" : "${B}"\n`,
    `f("hf_${A}", "${B}")\n`,
    `print("hf_${A}", "${B}")\n`,
    `"hf_${A}" - "${B}"\n`,
    `"hf_${A}" / "${B}"\n`,
    `"hf_${A}" && "${B}"\n`,
    `"hf_${A}" = "${B}"\n`,
    `"hf_${A}"; "${B}"\n`,
    `hf_${A} ${B}\n`,
    `P=hf_${A}\nS=${B}\necho "$P" "$S" "\${P}" "\${S}"\n`,
    `- hf_${A}\n- ${B}\n`,
    `- "hf_${A}"\n- "${B}"\n`,
    `  | "hf_${A}"\n  | "${B}"\n`,
    `[a] "hf_${A}"\n[b] "${B}"\n`,
    `2026-11-02T10:11:12Z "hf_${A}"\nx "${B}"\n`,
    `<li>&quot;hf_${A}&quot;</li><li>&quot;${B}&quot;</li>\n`,
    `&quot;hf_${A}&quot;, &quot;${B}&quot;\n`,
    `&quot;hf_${A}&quot;${B}\n`,
    `q=%22hf_${A}%22%2C%22${B}%22\n`,
    `format('{0}-{1}', 'hf_${A}', '${B}')\n`,
    `hf_${A},${B}\n`,
  ],
  separators: [
    `"-".join(["hf_${A}", "${B}"])\n`,
    `", ".join(("hf_${A}", "${B}"))\n`,
    `["hf_${A}", "${B}"].join("-")\n`,
    `['hf_${A}', '${B}'].join(', ')\n`,
    `os.path.join("hf_${A}", "${B}")\n`,
    `path.join('hf_${A}', '${B}')\n`,
    `implode(',', ['hf_${A}', '${B}'])\n`,
    `@('hf_${A}', '${B}') -join '-'\n`,
    `paste("hf_${A}", "${B}")\n`,
    `print("hf_${A}", "${B}", sep="-")\n`,
    `string.Format("{0}-{1}", "hf_${A}", "${B}")\n`,
    `t = "hf_${A}".to_string() - "${B}"\n`,
    `t = "hf_${A}".upper() + "${B}"\n`,
    `t = "hf_${A}" + "-" + "${B}"\n`,
    `t = "hf_${A} " "${B}"\n`,
  ],
  'a quote alone': ['`', "'", '"', '``'].map((quote) => `zz hf_${A}${quote}${B} of a line of anything\n`),
  repetition: ['"hf_" + "A" * 34\n', "'hf_' + 'x'.repeat(34)\n", `"hf_${A}" * 3\n`, 'f"hf_{\'a\' * 34}"\n'],
  'another length': [
    `HF_TOKEN="x" OTHER_TOKEN=hf_${ALL.slice(1)}\nP=7860\n`,
    `HF_TOKEN="x" OTHER_TOKEN=hf_${ALL.slice(4)}\nPORT = 7860\n`,
    `"hf_${A}" + "${B}x"\n`,
    `"hf_${A}" + "${B.slice(1)}"\n`,
    `S = "${ALL}x"\nt = "hf_" + S\n`,
    `S = "${ALL}"\nt = f"hf_{S}{S}"\n`,
    `S = "${ALL}"\nt = f"hf_{S}x"\n`,
    `hf_${A}\\\n${B}x\n`,
  ],
  names: [
    'def f(word):\n  return "hf_" + word\n',
    'x = input()\nt = "hf_" + x\n',
    'x = "some words"\nt = "hf_" + x\n',
    'if name.startswith("hf_"):\n  pass\n',
    'prefix = "hf_"\nname.startswith(prefix)\n',
    `S = "${ALL}"\nt = "hf_" + S.upper(1)\n`,
    `S = "${ALL}"\nt = "hf_" + len(S)\n`,
    `S = "${ALL}"\nt = "hf_", S\n`,
    `S = "${ALL}"\nt = "hf_" == S\n`,
    `P = "hf_"\nS = "${ALL}"\nt = P, S\n`,
    `x = x\nt = "hf_" + x\n`,
    `a = b\nb = a\nt = "hf_" + a\n`,
    `S = "${ALL}\nt = "hf_" + S\n`,
    `#define S "${ALL}"\nf("hf_", S);\n`,
    `#define S "${ALL}"\nf("hf_" S(1));\n`,
    `#define s "${ALL}"\nf("hf_" s);\n`,
    `#define S "${ALL}"\nf("hf_" AND S);\n`,
    `variable "b" { default = "${ALL}" }\nlocals { t = "hf_\${var.b}x" }\n`,
    `variable "b" { type = string }\nx = { default = "${ALL}" }\nlocals { t = "hf_\${var.b}" }\n`,
  ],
  'line ends': [
    `short hf_${A}\n${B}\n`,
    `A line that is wide enough to be wrapped hf_${A} \n${B}\n`,
    `A line that is wide enough to be wrapped hf_${A}\n\n${B}\n`,
    `A line that is wide enough to be wrapped hf_${A}\n  ${B}\n`,
    `> A line that is wide enough to be wrapped hf_${A}\n${B}\n`,
    `│ me │ ${LEFT} │\n│ us │ ${RIGHT} │\n`,
    `│ me │ ${LEFT}  │\n│    │ ${RIGHT}  │\n`,
    `│ me │ ${LEFT} │\n│   │ ${RIGHT}  │\n`,
    `│ me │ ${LEFT} │\n│    │ a ${RIGHT.slice(2)} │\n`,
    `│ ${LEFT} │ me │\n│ ${RIGHT} │ us │\n`,
    `- An item that is wide enough to be wrapped hf_${A}\n- ${B}\n`,
    `A line that is wide enough to be wrapped hf_hub\ndownload is a function\n`,
    `token: >-\n  hf_${A}\n    ${B}\n`,
    `token: >-\n  hf_${A}\n\n  ${B}\n`,
    `token: >-\n  the hf_${A}\n  ${B}\n`,
    `token: >-\n  hf_${A} and\n  ${B}\n`,
    `token: >-\n  hf_${A}\n  ${B} more\n`,
    `tokens:\n  hf_${A}\n  ${B}\n`,
    `tokens:\n  - hf_${A}\n  - ${B}\n`,
    `token: !join\n  - hf_${A}\nother:\n  - ${B}\n`,
    `token: !join\n  - hf_${A}:\n  - ${B}\n`,
    `token: hf_\n${ALL} and more\n`,
    `token: hf_\n\n${ALL}\n`,
    `token: hf_\n${ALL.toLowerCase()}\n`,
    `token: hf_\n- ${ALL}\n`,
    `> token: hf_${A}=\n${B}\n`.replace('=', '= '),
  ],
  markup: [
    `<td>hf_${A}</td><td>${B}</td>\n`,
    `<li>hf_${A}</li>\n<li>${B}</li>\n`,
    `<p>hf_${A}</p><p>${B}</p>\n`,
    `<w:p><w:r><w:t>hf_${A}</w:t></w:r></w:p><w:p><w:r><w:t>${B}</w:t></w:r></w:p>\n`,
    `hf_${A}&amp;${B}\n`,
    `hf_${A} < ${B}\n`,
    `hf_${A}<${B}\n`,
    `hf_${A}\u00e9${B}\n`,
  ],
  'identifiers and prose': [
    'from hf_hub import "hf_token"\n',
    '"hf_token" "hf_model" "hf_dataset"\n',
    '"hf_" "is the prefix of tokens, which have thirty-four letters"\n',
    `['hf_', 'the', 'of', 'and', 'to', 'in']\n`,
  ],
};

describe.each(Object.entries(NEGATIVE))('nothing: %s', (_, texts) => {
  test.each(texts.map((one) => [one]))('%j', (text) => {
    expect(gives(text)).toBe(false);
  });
});

describe('confirm', () => {
  test.each([
    `x = "${token(1)}"\n`,
    `${token(1)}\n`,
    'hf_hub_download("hf_token", hf_token="x")',
    'd["hf_token"] = os.environ["hf_token"]',
    'name.startswith("hf_")',
    'hf_model = hf_model.to(device)',
    '<code>hf_hub_download</code> <b>hf_token</b>',
    'hf_xxxxxxxx\n',
    '"h", "f"',
  ])('not: %j', (text) => {
    expect(hitsOf(joined, bytesOf(text))).toEqual([]);
  });

  test('every spelling has three bytes or more', () => {
    for (const anchor of ['hf_', 'api_', 'HFAK', 'oauth_app_secret_', '__sign='])
      for (const { bytes } of joined.spellings(anchor, [FOLLOWS])) expect(bytes.length).toBeGreaterThanOrEqual(3);
  });

  test.each([
    ['hf_', [2, 3]],
    ['api_', [3, 4]],
    ['oauth_app_secret_', [6, 10, 16, 17]],
    ['HFAK', [3, 4]],
    ['__sign=', [6, 7]],
  ] as const)('anchor %s', (anchor, lengths) => {
    for (const length of lengths)
      for (const between of ['" + "', "'\n  '", '</b><i>', '\x1b[0m', '\u200b']) {
        const text = `x = "${anchor.slice(0, length)}${between}${anchor.slice(length)}${letters(3)}"`;
        const passages = passagesIn(joined, Buffer.from(text), { anchor });
        expect(passages.some((one) => one.text.includes(anchor + letters(3)))).toBe(true);
      }
  });

  test('what follows first is a literal', () => {
    const follows = { literal: 'app_', ...FOLLOWS };
    expect(hitsOf(joined, bytesOf(`"hf_ap" + "p_${ALL}"`), { follows })).toHaveLength(1);
    expect(hitsOf(joined, bytesOf(`"hf_ap" + "q_${ALL}"`), { follows })).toEqual([]);
  });

  test('a long one may break behind what is demanded', () => {
    const follows = { ...FOLLOWS, min: 10 };
    const passages = passagesIn(joined, bytesOf(`"hf_${ALL}." "${ALL}-_x"`), { follows });
    expect(passages.map(({ text }) => text)).toEqual([expect.stringContaining(`hf_${ALL}.${ALL}-_x"`)]);
  });
});

describe('hostile', () => {
  test('never throws, and stays in the object', () => {
    const pieces = fc.constantFrom(
      ...[
        'hf_',
        '"',
        "'",
        '\\',
        '\n',
        '+',
        '{',
        '}',
        '$',
        '%',
        's',
        '<',
        '>',
        '&shy;',
        '=',
        'x',
        'P',
        ' ',
        ',',
        '(',
        ')',
      ],
      ...[
        '[',
        ']',
        '\x1b[',
        'm',
        '\xe2\x80\x8b',
        '\xc2',
        '"".join(',
        '.format(',
        'h',
        'f',
        '_',
        '#',
        '|',
        'env:',
        ALL,
        A,
      ],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), fc.nat(1e9), (parts, base) => {
        const bytes = bytesOf(...parts);
        for (const passage of passagesIn(joined, bytes, { base, follows: { set: FOLLOWS.set, min: 3 } }))
          for (const { start, end } of passage.toSource(0, passage.text.length)) {
            expect(start).toBeGreaterThanOrEqual(base);
            expect(end).toBeLessThanOrEqual(base + bytes.length);
          }
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const all = bytesOf('"hf_', bytes, '"hf_" + ', bytes);
        const hits = hitsOf(joined, all, { follows: { set: '', min: 0 } });
        Array.from(joined.passages(segmentOf(all, hits), hits));
      }),
    );
  });

  test.each([
    ['"hf_" + ', '"hf_" + ', 1e6],
    ['x = "', 'x = "', 1e6],
    ['pieces', `"hf_" + "${'a" + "'.repeat(34)}" `, 50_000],
    ['names', 'x = x + x + x\n"hf_" + x\n'],
    ['names of prefixes', 'P = "hf_"\nP + P + P\n'],
    ['prefixes', Array.from({ length: 100 }, (_, index) => `P${index} = "hf_"\nP${index} + Q\n`).join('')],
    ['formats', '"hf_%s" % (x, '],
    ['lists', '["hf_", "a", '],
    ['quotes', '"hf_"'],
    ['backslashes', 'hf_\\\\\\\\'],
    ['tags', 'hf_<b>'],
    ['open tags', 'hf_<'],
    ['spaces', 'hf_" '.padEnd(300)],
    ['joined tokens', `"hf_${A}" "${B}" `],
    ['terminal codes', `hf_\x1b]${'x'.repeat(20)}`],
    ['wraps', `${'x'.repeat(500)} hf_a\n`],
    ['folded lines', '  hf_a\n'],
    ['items', '  - hf_a\n'],
    ['blocks', `a: >-\n${'  hf_a\n'.repeat(6)}`, 1e6],
    ['prefixes on lines', `hf_\n${'aB'.repeat(120)}\n`],
    ['prefixes alone', 'hf_\n', 1e6],
    ['answers', `${'> '.repeat(30)}hf_=\n`],
    ['full rows of a table', `${'hf_a │ '.repeat(40)}\n`, 10_000_000],
    ['rows with one word in each other', `${'hf_a │ '.repeat(40)}\n${'     │ '.repeat(39)}rest │ \n`, 10_000_000],
  ])('%s', (_, unit, size = 300_000) => {
    const bytes = bytesOf(`S = "${ALL}"\n"hf_" + S\n`, unit.repeat(Math.ceil(size / unit.length)));
    const started = process.cpuUsage();
    const hits = hitsOf(joined, bytes);
    const passages = Array.from(joined.passages(segmentOf(bytes, hits), hits));
    expect(passages.reduce((all, { text }) => all + text.length, 0)).toBeLessThan(100e6);
    // Microseconds of one core: a busy machine says nothing.
    expect(cpuSince(started)).toBeLessThan(3000);
  });
});
