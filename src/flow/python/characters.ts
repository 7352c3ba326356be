// Which characters Python's names, numbers and blanks are made of.

export const IDENTIFIER_START = new Uint8Array(128);
export const IDENTIFIER = new Uint8Array(128);
export const DECIMAL = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(character)) IDENTIFIER_START[code] = 1;
  if (/\w/.test(character)) IDENTIFIER[code] = 1;
  if (/\d/.test(character)) DECIMAL[code] = 1;
}

/** Whether a code unit lies outside ASCII: it counts as a letter, which is what people use there. */
export function isWide(code: number): boolean {
  return code > 127;
}

/** No-break spaces, byte order marks and their like. */
export function isWideSpace(code: number): boolean {
  return (
    code === 0xa0 ||
    code === 0xfeff ||
    (code >= 0x2000 && code <= 0x200f) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x3000
  );
}

/** Behind the number that begins at `start`: `0x1F`, `1_000`, `1e-5j`, `0777L`. */
export function endOfNumber(text: string, start: number): number {
  let at = start;
  if (text.charCodeAt(at) === 48 && /[xob]/i.test(text.charAt(at + 1))) {
    at += 2;
    while (IDENTIFIER[text.charCodeAt(at)] === 1) at++;
    return at;
  }
  at = endOfDigits(text, at);
  if (text.charAt(at) === '.') at = endOfDigits(text, at + 1);
  if (/[eE]/.test(text.charAt(at))) {
    const digits = /[+-]/.test(text.charAt(at + 1)) ? at + 2 : at + 1;
    if (DECIMAL[text.charCodeAt(digits)] === 1) at = endOfDigits(text, digits);
  }
  return /[jJlL]/.test(text.charAt(at)) ? at + 1 : at;
}

function endOfDigits(text: string, start: number): number {
  let at = start;
  for (let code = text.charCodeAt(at); DECIMAL[code] === 1 || code === 95; ) code = text.charCodeAt(++at);
  return at;
}
