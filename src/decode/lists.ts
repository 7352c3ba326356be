// What is done with the items of a list: joined with nothing between, or not.
import { latin1 } from './bytes.ts';

/** Whether the items of a list are joined, as far as the text around it says: with nothing between, with something, or unknown. */
export type Joining = 'nothing' | 'something' | 'unknown';

const JOINED_BEFORE =
  /(?:(?:""|''|``)\s*\.\s*join\s*\(|concat(?:enate)?!?\s*\(|\bstrcat\s*\(|paste0\s*\(\s*c?|(?<![\w.])string\s*\(|\bSprint\s*\(|str_c\s*\(|implode\s*\(\s*(?:""|'')\s*,|\.join\s*\(\s*(?:""|'')\s*,|%\s*\(|format\s*\(|(?:format|printf)\w*!?\s*\(\s*(?:[\w&.>[\]-]{1,32}\s*,\s*|sizeof\s?\(?\w{1,32}\)?\s*,\s*){0,2}(?:"(?:%[sv]|\{\d{0,2}\}){2,48}[^"%{}]{0,8}"|'(?:%s|\{\d{0,2}\}){2,48}[^'%{}]{0,8}')\s*,|[=(,;\s]\s*-join\s*@?(?=\()|\bcat\s*\(|\bjoin\s*\(\s*(?:""|'')\s*,|["']\{0\}\{1\}(?:\{\d{1,2}\}){0,46}["']\s*-f)\s*[[({]{0,2}\s*$/i;
const SEPARATED_BEFORE = /(?:join|implode|paste|print|println|echo|path)\w*!?\s*\([^()]{0,12}[[({]?\s*$/i;
const CALLED_BEFORE = /[\w!]\s*\(\s*$/;
const LIST_BEFORE = /[[({]\s*$/;
const JOINED_AFTER =
  /^[^()[\]{}]{0,1024}?[\])}]{1,2}\s*(?:\.join\(\s*(?:""|''|``)\s*\)|\.join\b(?:(?!\s*\()|\(\s*\))|\s-join\s*(?:""|'')|-join\s*(?:""|'')|\.concat\(\)|\.collect\((?:Collectors\.)?joining\((?:"")?\)|\.joinToString\(\s*""\s*\)|\.joined\(\)|\.mkString\b(?!\s*\()|,\s*(?:""|''|``)\s*\)|\|\s*join\(\s*(?:""|'')\s*\)|\.reduce\()|^(?:\s*,\s*["'][^"'\n]{1,64}["']){1,48}\s*(?:-join\s*|,\s*(?:sep|collapse)\s*=\s*)(?:""|'')/;
const SEPARATED_AFTER = /^[^()[\]{}]{0,1024}?[\])}]{1,2}\s*(?:\.join\(|-join)/;

/** How far before a list what is done with it begins, and where a format has many placeholders. */
const BEFORE = 72;
const BEFORE_MANY = 256;
const MANY = /(?:%[sv]|\{\d{0,2}\}){9}/;

/** What is done with the list whose item before `start` opens with a quote, and whose items end near `end`. */
export function joiningOf(bytes: Uint8Array, start: number, end: number): Joining {
  const near = latin1(bytes, start - BEFORE, start);
  const all = MANY.test(near) ? latin1(bytes, start - BEFORE_MANY, start) : near;
  const before = all.replace(/[fFrRbBuUL@$]{0,2}\\*["'`]{1,3}$/, '');
  const after = latin1(bytes, end, end + 1100).replace(/^\\*["'`]{1,3}/, '');
  if (JOINED_BEFORE.test(before) || JOINED_AFTER.test(after)) return 'nothing';
  if (SEPARATED_BEFORE.test(before) || SEPARATED_AFTER.test(after)) return 'something';
  return LIST_BEFORE.test(before) && !CALLED_BEFORE.test(before) ? 'unknown' : 'something';
}
