// Seeded chance, credentials of every kind, and the words and code around them: nothing here is a secret, and no literal looks like one.

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ALNUM = `${LETTERS}0123456789`;
const BASE64URL = `${ALNUM}-_`;
const UPPER = `${LETTERS.slice(0, 26)}0123456789`;
const WORDS =
  'about adapter after again angle batch before branch bright build cache carry center chart circle class clean clear close cloud column corpus count cover custom data decode detail device direct driver early effect encode engine epoch error event export factor fetch field figure final first floor format forward frame garden global graph group handle harbor header height hidden image import index inner input install label layer learn length letter level light limit linear logits lower margin marker matrix memory merge metric middle model module motor mount nature nested network north notebook number object offset option order output owner packet page panel parser pattern people phase pixel place planet plate point policy pool power prefix print process profile query queue quick random range rate reader record region remote render reply report result return river round sample scale school score season second segment select series server shape share signal simple single slice small source space split stack stage start state station status stone store stream string summer system table target tensor thread title token total trace train tree trial update upper value vector version view visual water weight width window winter world writer yellow'.split(
    ' ',
  );

/** Chance from `seed` (any text): the same draws for the same seed. */
export function chance(seed) {
  let state = 0x811c9dc5;
  for (const char of String(seed)) state = Math.imul(state ^ char.charCodeAt(0), 0x01000193);
  // mulberry32
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit) => Math.floor(next() * limit);
  const pick = (list) => list[below(list.length)];
  const from = (alphabet, length) => Array.from({ length }, () => pick(alphabet)).join('');
  const word = () => pick(WORDS);
  const words = (count) => Array.from({ length: count }, word);
  return {
    below,
    pick,
    word,
    words,
    letters: (length) => from(LETTERS, length),
    alnum: (length) => from(ALNUM, length),
    base64url: (length) => from(BASE64URL, length),
    upper: (length) => from(UPPER, length),
    hex: (length) => from('0123456789abcdef', length),
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
    sentence: () => `${words(4 + below(8)).join(' ')}.`.replace(/^./, (first) => first.toUpperCase()),
    uuid: () => [8, 4, 4, 4, 12].map((length) => from('0123456789abcdef', length)).join('-'),
    shuffled: (list) => {
      const out = [...list];
      for (let at = out.length - 1; at > 0; at--) {
        const other = below(at + 1);
        [out[at], out[other]] = [out[other], out[at]];
      }
      return out;
    },
  };
}

/** A signed JSON web token with these claims, in the Hub's shape: EdDSA, 64 bytes of signature. */
export function signed(r, claims, header = { alg: 'EdDSA' }) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.${r.bytes(64).toString('base64url')}`;
}

const now = (r) => 1_750_000_000 + r.below(30_000_000);
const oauthClaims = (r) => ({
  scope: ['openid', 'profile', 'read-repos'],
  aud: 'https://huggingface.co',
  oauthApp: r.uuid(),
  sessionId: r.hex(24),
  iat: now(r),
  sub: r.hex(24),
});
const signClaims = (r) => ({
  read: true,
  permissions: { 'repo.content.read': true },
  onBehalfOf: { kind: 'user', _id: r.hex(24), user: r.word() },
  iat: now(r),
  sub: `/spaces/${r.word()}/${r.word()}`,
  exp: now(r),
  iss: 'https://huggingface.co',
});

/** One credential of a kind. */
export const credentials = {
  user: (r) => `hf_${r.letters(34)}`,
  digits: (r) => `hf_${r.letters(9)}${r.below(10)}${r.alnum(13)}${r.below(10)}${r.letters(10)}`,
  org: (r) => `api_org_${r.letters(34)}`,
  legacy: (r) => `api_${r.letters(34)}`,
  oauth: (r) => `hf_oauth_${signed(r, oauthClaims(r))}`,
  jwt: (r) =>
    `hf_jwt_${signed(r, { ...oauthClaims(r), repo: `model/${r.word()}/${r.word()}` }, { alg: 'EdDSA', kid: r.alnum(8) })}`,
  refresh: (r) => `hf_oauth__refresh_${r.letters(34)}`,
  appSecret: (r) => `oauth_app_secret_${r.letters(34)}`,
  app: (r) => `hf_app_${r.alnum(32)}`,
  s3: (r) => `HFAK${r.upper(16)}`,
  sign: (r) => signed(r, signClaims(r)),
};

/** A few lines of Python that do something ordinary. */
export function pythonCode(r, count = 6) {
  const line = () =>
    r.pick([
      () => `${r.word()}_${r.word()} = ${r.word()}.${r.word()}(${r.below(900)})`,
      () => `def ${r.word()}_${r.word()}(${r.word()}, ${r.word()}=None):\n    return ${r.word()}(${r.word()})`,
      () => `for ${r.word()} in ${r.word()}.${r.word()}_${r.word()}():\n    print("${r.word()} ${r.word()}")`,
      () => `# ${r.sentence()}`,
      () => `${r.word()} = {"${r.word()}": ${r.below(99)}, "${r.word()}": "${r.word()}"}`,
    ])();
  return `import os\nimport ${r.word()}\n\n${Array.from({ length: count }, line).join('\n')}\n`;
}

/** A few lines of prose. */
export function prose(r, count = 5) {
  return `${Array.from({ length: count }, () => r.sentence()).join(' ')}\n`;
}
