// "Did you mean …?"

/** The word of `words` that is at most two slips away from `typed`, or `''`. */
export function nearest(typed: string, words: readonly string[]): string {
  const [best] = ranked(typed, words);
  return best && best.slips <= Math.min(2, Math.ceil(typed.length / 3)) ? best.word : '';
}

/** The `most` words that are nearest, those that hold what was typed first; in one text. */
export function nearestFew(typed: string, words: readonly string[], most: number): string {
  const holding = words.filter((word) => word.includes(typed));
  return [...new Set([...holding, ...ranked(typed, words).map(({ word }) => word)])].slice(0, most).join(', ');
}

function ranked(typed: string, words: readonly string[]): { readonly word: string; readonly slips: number }[] {
  return words
    .map((word) => ({ word, slips: distance(typed.toLowerCase(), word.toLowerCase()) }))
    .sort((a, b) => a.slips - b.slips);
}

/** A hint that names the nearest word, or else all of them. */
export function didYouMean(typed: string, words: readonly string[]): string {
  const word = nearest(typed, words);
  return word ? `Did you mean "${word}"?` : `Known: ${words.join(', ')}.`;
}

/** Levenshtein's distance, row by row; words over 40 characters are cut. */
function distance(from: string, to: string): number {
  const [a, b] = [from.slice(0, 40), to.slice(0, 40)];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const slip = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(slip, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
