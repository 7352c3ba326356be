// Tells words from random letters by the pairs of letters that are common in English.

/** The 120 pairs that make up about four fifths of English text; of random letters, 18 in 100 pairs are among them. */
const COMMON: ReadonlySet<string> = new Set(
  (
    'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ' +
    'ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie ' +
    'wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab'
  ).split(' '),
);
const PART = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g;

/** How many pairs of letters within the words of an identifier (`someLongName` has three) are common in English. */
function commonPairs(text: string): number {
  let common = 0;
  for (const part of text.match(PART) ?? []) {
    const word = part.toLowerCase();
    for (let at = 0; at + 1 < word.length; at++) if (COMMON.has(word.slice(at, at + 2))) common++;
  }
  return common;
}

/** Whether `text` is made of words rather than of random letters: of its neighbours, at least `share` are common pairs. */
export function looksEnglish(text: string, share: number): boolean {
  return text.length > 1 && commonPairs(text) >= share * (text.length - 1);
}
