// Which characters make names, spaces and line ends in JavaScript, as tables over the first 128 and a test for the rest.

const NAME_START = 1;
const NAME_PART = 2;
const SPACE = 4;
const LINE_END = 8;

const CLASSES = new Uint8Array(128);
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$_')
  CLASSES[char.charCodeAt(0)] = NAME_START | NAME_PART;
for (const char of '0123456789') CLASSES[char.charCodeAt(0)] = NAME_PART;
for (const char of ' \t\v\f') CLASSES[char.charCodeAt(0)] = SPACE;
for (const char of '\n\r') CLASSES[char.charCodeAt(0)] = SPACE | LINE_END;

/** Whether a name can begin with the UTF-16 unit; all letters and signs over 127 but spaces may; what is past the end (NaN) may not. */
export function isNameStart(code: number): boolean {
  return code < 128 ? ((CLASSES[code] as number) & NAME_START) !== 0 : code >= 128 && !isSpace(code);
}

/** Whether a name can go on with the UTF-16 unit. */
export function isNamePart(code: number): boolean {
  return code < 128 ? ((CLASSES[code] as number) & NAME_PART) !== 0 : code >= 128 && !isSpace(code);
}

/** Whether the unit is white space, line ends included. */
export function isSpace(code: number): boolean {
  if (code < 128) return ((CLASSES[code] as number) & SPACE) !== 0;
  return (
    code === 0xa0 ||
    code === 0xfeff ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** Whether the unit ends a line. */
export function isLineEnd(code: number): boolean {
  return code < 128 ? ((CLASSES[code] as number) & LINE_END) !== 0 : code === 0x2028 || code === 0x2029;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', 0: '\0' };

/** The value of what stands between quotes: escapes resolved, unknown ones as their character. */
export function unescapeText(raw: string): string {
  if (!raw.includes('\\')) return raw;
  return raw.replace(
    /\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|[\s\S]))/g,
    (_, braced?: string, four?: string, two?: string, char = '') => {
      const code = braced ?? four ?? two;
      if (code !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff));
      return char === '\n' || char === '\r\n' ? '' : (ESCAPES[char] ?? char);
    },
  );
}
