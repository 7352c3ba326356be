// Stands in for `string-width`, `strip-ansi` and `wrap-ansi` below yargs: our help is plain text of one column a character, and needs
// no tables of Unicode's wide characters and emoji.

/** Columns of a text. */
export const stringWidth = (text: string): number => text.length;

/** There are no escapes in it. */
export const stripAnsi = (text: string): string => text;

/** Breaks each line at spaces, so that none is longer than `columns`; a longer word is cut. */
export function wrapAnsi(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => {
      const rows = [''];
      for (const word of line.trim().split(' ')) {
        const row = rows.at(-1) as string;
        if (row.length + 1 + word.length <= columns && rows.length + row.length > 1)
          rows[rows.length - 1] = `${row} ${word}`;
        else if (row === '' && word.length <= columns) rows[rows.length - 1] = word;
        else rows.push(...(word.match(new RegExp(`.{1,${columns}}`, 'gsu')) ?? ['']));
      }
      return rows.join('\n');
    })
    .join('\n');
}
