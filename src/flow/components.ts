// Components of Vue, Svelte and Astro: pages with scripts in them.

const COMPONENT = /\.(?:vue|svelte|astro)$/i;
/** Scripts of other kinds are data: `type="application/ld+json"`. */
const DATA = /\btype\s*=\s*["']?(?!module|text\/(?:java|type|babel)|application\/(?:java|ecma))\w/i;

/** The text of a file of JavaScript; of a component what is no script is blank, so that places stay what they are. */
export function scriptsOf(name: string, text: string): string {
  if (!COMPONENT.test(name)) return text;
  let scripts = '';
  const keep = (start: number, end: number): void => {
    scripts += blank(text.slice(scripts.length, start)) + text.slice(start, end);
  };
  const [head = '', open = ''] = /^\s*(---)\r?\n/.exec(text) ?? [];
  const close = open === '' ? -1 : text.indexOf('\n---', head.length);
  if (close >= 0) keep(head.length, close);
  const next = /<!--|<script\b/gi;
  next.lastIndex = scripts.length;
  for (let found = next.exec(text); found; found = next.exec(text)) {
    const isComment = found[0] === '<!--';
    const from = isComment ? next.lastIndex : text.indexOf('>', next.lastIndex) + 1;
    if (from === 0) break;
    const to = isComment ? text.indexOf('-->', from) : endOf(text, from);
    const end = to < 0 ? text.length : to;
    if (!isComment && !DATA.test(text.slice(found.index, from))) keep(from, end);
    next.lastIndex = end;
  }
  return scripts;
}

function endOf(text: string, from: number): number {
  const close = /<\/script/gi;
  close.lastIndex = from;
  return close.exec(text)?.index ?? -1;
}

const blank = (text: string): string => text.replace(/[^\n]+/g, (line) => ' '.repeat(line.length));
