// What is confirmed has behind it what its form says, as the sieve sees it in WebAssembly.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { followsBehind } from '../../src/decode/behind.ts';
import { anchorForms } from '../../src/forms.ts';
import { createVectorSearch } from '../../src/sieve/vectors.ts';
import { usualTokens } from '../../src/sieves.ts';
import { amount } from '../slice.ts';
import { token } from '../tokens.ts';

const forms = anchorForms(usualTokens);
const { search } = createVectorSearch(
  forms.map(({ bytes }) => bytes),
  undefined,
  new WebAssembly.Memory({ initial: 1 }),
  undefined,
  forms.map(({ behind }) => behind),
);

/** The places of `text`, as `offset form`: those that are seen, and those where a form stands and is confirmed, or refused. */
function placesIn(text: string): Record<'seen' | 'confirmed' | 'refused', string[]> {
  const bytes = Buffer.from(text, 'latin1');
  const places: ReturnType<typeof placesIn> = { seen: [], confirmed: [], refused: [] };
  search(bytes, (offset, index) => places.seen.push(`${offset} ${index}`));
  for (const [index, form] of forms.entries())
    for (let at = bytes.indexOf(form.bytes); at >= 0; at = bytes.indexOf(form.bytes, at + 1))
      places[!form.confirm || form.confirm(bytes, at) ? 'confirmed' : 'refused'].push(`${at} ${index}`);
  return places;
}

const lists = ['%w[*].join', '%W( * ).join', "join '', qw(*)", 'join("", qw/*/)', 'printf %s%s *', 'printf "%s" * > t'];
const names = ['hf_hub_download(x)', 'hf_api, y', 'api_version)', 'hf_path.join(z)', 'bus_stop;', 'hf_a/b'];

test('names in a program are not seen, though their forms stand there', () => {
  const places = placesIn(names.map((name) => `${name} and `).join(''));
  expect(places.refused.length).toBeGreaterThan(2 * (names.length - 1));
  expect(places.seen).toEqual([]);
});

test('what is confirmed is seen, wherever a credential is cut and whatever is in between', () => {
  const rules = fc.constantFrom(...usualTokens.map(({ id }) => id));
  const credential = fc.tuple(rules, fc.nat(50)).map(([rule, seed]) => token(rule, seed));
  const joint = fc.constantFrom(
    ...['" + "', "' '", '`', '"\n  "', '\\\n', '=\n', '=\r\n', ' \r', '  |\n| ', '\n', '<b>', '\x1b[0m', '\xc2\xad'],
    ...['" + x', '{x}', '%s" % y', '", "', '-', '.', ':', ' ', ' | ', '; X+=', ';\n', '/', '', '(', '\0'],
  );
  const end = fc.constantFrom(
    ...[
      '"',
      '".replace("-", "")',
      '"\\"',
      "'.replace(' ', '')",
      '`',
      '\n',
      '',
      ')',
      '"'.repeat(3),
      '".split(":").join("")',
    ],
  );
  const word = fc.constantFrom(...names, 'x = "', 'X=', 'T: ', ' ', 'status_', '\n', 'a'.repeat(70));
  const separated = fc
    .tuple(credential, fc.constantFrom(...'-. :,|/~#*+;'), fc.integer({ min: 2, max: 9 }))
    .map(([text, separator, size]) => (text.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join(separator));
  const broken = fc
    .tuple(credential, fc.nat(60), joint, fc.nat(60), joint)
    .map(([text, a, one, b, two]) => text.slice(0, a) + one + text.slice(a, a + b) + two + text.slice(a + b));
  const listed = fc
    .tuple(fc.constantFrom(...lists), credential, fc.integer({ min: 2, max: 20 }))
    .map(([list, text, size]) => list.replace('*', (text.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join(' ')));
  const piece = fc.oneof(
    word,
    listed,
    fc.tuple(fc.oneof(broken, separated, credential), end).map((both) => both.join('')),
  );
  let confirmed = 0;
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), (pieces) => {
      const places = placesIn(pieces.join(''));
      confirmed += places.confirmed.length;
      expect(places.seen).toEqual(expect.arrayContaining(places.confirmed));
    }),
    { numRuns: amount(20_000, 1000), seed: 3 },
  );
  expect(confirmed).toBeGreaterThan(amount(20_000, 1000) / 2);
});

test.each(lists)('a credential in words: %s', (list) => {
  const secret = token('hf-user-token', 1);
  const text = `t = ${list.replace('*', `${secret.slice(0, 12)} ${secret.slice(12)}`)}\n`;
  const places = placesIn(text);
  expect(places.confirmed.length).toBeGreaterThan(0);
  expect(places.seen).toEqual(expect.arrayContaining(places.confirmed));
});

test.each([...'. :,|/~#*+;-'])('a credential with one %j, directly behind its anchor', (separator) => {
  const places = placesIn(`x = "hf_${separator}${token('hf-user-token', 1).slice(3)}".replace("${separator}", "")`);
  expect(places.confirmed.length).toBeGreaterThan(0);
  expect(places.seen).toEqual(expect.arrayContaining(places.confirmed));
});

test.each([
  ['letters', [{ set: 'ab', min: 2 }], 'ab-', true],
  ['too few of them', [{ set: 'ab', min: 2 }], 'a--', false],
  ['too few, at the end of the content', [{ set: 'ab', min: 2 }], 'a', true],
  [
    'what the shortest rule wants',
    [
      { literal: 'c', set: 'ab', min: 3 },
      { set: 'ab', min: 1 },
    ],
    'c-',
    true,
  ],
])('%s', (_, follows, behind, isSeen) => {
  const anchor = Buffer.from('xyz');
  const { search: searchOne } = createVectorSearch(
    [anchor],
    undefined,
    new WebAssembly.Memory({ initial: 1 }),
    undefined,
    [followsBehind(anchor.length, follows)],
  );
  const found: number[] = [];
  searchOne(Buffer.from(` xyz${behind}`), (offset) => found.push(offset));
  expect(found).toEqual(isSeen ? [1] : []);
});

test('a rule that wants any character says nothing', () => {
  expect(followsBehind(3, [{ set: '', min: 2 }])).toBeUndefined();
});
