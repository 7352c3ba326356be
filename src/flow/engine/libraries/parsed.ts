// What JavaScript reads from a file of data: an object of which nothing is known, that keeps what is stored into it.
import type { Knowledge } from '../site.ts';
import { UNKNOWN } from '../values.ts';

const PARSES =
  /^(?:JSON\.parse|(?:js-)?yaml\.(?:load|parse)|toml\.parse|(?:fs-extra|fs|fse|jsonfile)\.read(?:Json|JSON)(?:Sync)?)$/;
const DATA = /\.json5?$/;

/** `JSON.parse(text)`, `require('./config.json')`. */
export const parsed: Knowledge = {
  isAbout: ({ language, path }) => language === 'javascript' && (path === 'require' || PARSES.test(path)),
  result: ({ path, args: [first] }) => {
    const isData = path !== 'require' || DATA.test(first?.value.text ?? '');
    return isData && !first?.value.taints.length ? UNKNOWN : null;
  },
};
