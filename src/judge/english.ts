// Tells words from random letters: how likely each letter is after the one before it in English and in identifiers.

/**
 * Row by row for a to z, how likely a to z is to follow within a word: ln(26 p) in steps of 0.6, plus 6, cut to 0 to 9, so that
 * 6 is as likely as chance. Counted over 460,000 different words of up to 30 letters (case folded, split as below, each
 * weighted by log2(1 + count)) in the sources and documents of npm packages, C headers and Python's library.
 */
const PAIRS = (
  '26772361513877060878543441 84637332872833741664821261 84538318507753941658531340 74479442821633731665633340 ' +
  '63775551302668354988254750 73447721901755840766723150 53429246700757650776522122 92249311703453830757512140 ' +
  '55665560102769851578150406 72449311613243750294734110 65659444812546440474544020 84369332803722840267651252 ' +
  '96459321703562780264541120 72788681614434731278651020 46772541514679570866646320 82548445605734761858632151 ' +
  '34444333400834233652932212 83559351804465840677542060 62639336704645663489633350 82639317804532740866512471 ' +
  '56647652701878371878111301 93539541706672561464262201 93557336902547842864312113 72748522604474481359331640 ' +
  '55535332501677592487325122 72329222600553822232112455'
).split(' ');
const AS_CHANCE = 6;
const PART = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+/g;
/** Each letter counts for words; each part, of which random text has one in two or three characters, counts against. */
const PER_LETTER = 1;
const PER_PART = -4;

/**
 * How much more `text` looks like words (`someLongName` has three) than like random characters: about 0 or more if it is made of
 * words, far below for random ones, the further the longer they are.
 */
export function wordiness(text: string): number {
  let score = 0;
  for (const part of text.match(PART) ?? []) score += PER_PART + (/^[0-9]/.test(part) ? 0 : ofWord(part.toLowerCase()));
  return score;
}

function ofWord(word: string): number {
  let score = PER_LETTER * word.length;
  for (let at = 1; at < word.length; at++) score += Number(PAIRS[letter(word, at - 1)]?.[letter(word, at)]) - AS_CHANCE;
  return score;
}

function letter(word: string, at: number): number {
  return word.charCodeAt(at) - 97;
}
