// Writers of encodings that Node does not have.

export const RFC1924 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';
export const ADOBE = Array.from({ length: 85 }, (_, value) => String.fromCharCode(33 + value)).join('');

export function toBits(text: string, between = ' '): string {
  return [...Buffer.from(text, 'latin1')].map((byte) => byte.toString(2).padStart(8, '0')).join(between);
}

export function toBase32(text: string): string {
  const five = toBits(text, '').match(/.{1,5}/g) ?? [];
  return five.map((digits) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(digits.padEnd(5, '0'), 2)]).join('');
}

export function toBase85(text: string, digits: string): string {
  return (text.match(/.{1,4}/gs) ?? [])
    .map((four) => {
      let value = Buffer.from(four.padEnd(4, '\0'), 'latin1').readUInt32BE();
      let written = '';
      for (let at = 0; at < 5; at++, value = Math.floor(value / 85)) written = digits[value % 85] + written;
      return written.slice(0, four.length + 1);
    })
    .join('');
}

export function toUuencode(text: string): string {
  const lines = (text.match(/.{1,45}/gs) ?? []).map((line) => {
    const groups = line.padEnd(Math.ceil(line.length / 3) * 3, '\0').match(/.{3}/gs) ?? [];
    const written = groups.map((three) => {
      const value = Buffer.from(three, 'latin1').readUIntBE(0, 3);
      return [18, 12, 6, 0]
        .map((shift) => String.fromCharCode(32 + ((value >> shift) & 63)).replace(' ', '`'))
        .join('');
    });
    return String.fromCharCode(32 + line.length) + written.join('');
  });
  return ['begin 644 a.txt', ...lines, '`', 'end', ''].join('\n');
}
