import { describe, expect, test } from 'vitest';
import { joined } from '../../src/decode/joined.ts';
import type { Passage } from '../../src/types.ts';
import { FOLLOWS, letters, passagesIn } from './sample.ts';

/**
 * Templates of a token in pieces: `«1»` stands for letters of the body up to 10, `«2»` for those up to 20, `«3»` for the rest,
 * `«*»` for all of them, `«c:x»` for the body's characters, each between `x`'s two halves.
 */
const POSITIVE: Readonly<Record<string, readonly string[]>> = {
  'literals side by side': [
    'token = "hf_«1»" "«2»«3»"\n',
    "token = ('hf_«1»'\n         '«2»'\n         '«3»')\n",
    'token = ("hf_«1»"  # first\n    "«2»«3»")\n',
    'token = "hf_«1»" /* more */ "«2»«3»";\n',
    'char t[] = "hf_«1»"\n  // more\n  "«2»«3»";\n',
    'token = "hf_" "«*»"\n',
    'token = r"hf_«1»" rb"«2»«3»"\n',
    'std::string t = u8"hf_«1»" u8"«2»«3»";\n',
    'token = """hf_«1»""" """«2»«3»"""\n',
    'export T="hf_«1»"\'«2»\'"«3»"\n',
    'export T=hf_«1»"«2»"«3»\n',
    "export T=hf_«1»''«2»«3»\n",
    'A="\\"hf_«1»\\" \\"«2»«3»\\""\n',
    '"a = (\\"hf_«1»\\"\\n",\n    "     \\"«2»«3»\\")\\n"\n',
    'set t ["hf_«1»" \'«2»\' "«3»"]\n',
  ],
  'behind what each line begins with': [
    '# t = ("hf_«1»"\n#      "«2»«3»")\n',
    '    // t = "hf_«1»" +\n    //     "«2»«3»";\n',
    '# t = "hf_«1»" + \\\n#     "«2»«3»"\n',
    ' * t = ("hf_«1»"\n *      "«2»"\n *      "«3»")\n',
    '> > t = ("hf_«1»"\n> >      "«2»«3»")\n',
    '>>> t = ("hf_«1»"\n...      "«2»"\n...      "«3»")\n',
    '[pod/a-1] t = ("hf_«1»"\n[pod/a-2]      "«2»«3»")\n',
    'web_1  | t = ("hf_«1»"\nweb_1  |      "«2»«3»")\n',
    '2026-11-02T10:11:12.1234567Z t = ("hf_«1»"\n2026-11-02T10:11:12.9999999Z      "«2»«3»")\n',
  ],
  'quotes that are written otherwise': [
    '<p>&quot;hf_«1»&quot; + &quot;«2»«3»&quot;</p>\n',
    '<a b="go(&#39;hf_«1»&#39;+&#39;«2»«3»&#39;)">\n',
    '<p>&#39;hf_«1»&#39; + &#x27;«2»«3»&#x27;</p>\n',
    '{"a": "t = \\u0022hf_«1»\\u0022 + \\u0022«2»«3»\\u0022"}\n',
    '{"a": "t = \\\\u0022hf_«1»\\\\u0022 + \\\\u0022«2»«3»\\\\u0022"}\n',
    'q=t%3D%22hf_«1»%22%2B%22«2»«3»%22\n',
    'q=%27hf_«1»%27%20%2B%20%27«2»«3»%27\n',
    '<span class="s2">&quot;hf_«1»&quot;</span> <span class="o">+</span> <span class="s2">&quot;«2»«3»&quot;</span>\n',
    '<span class="s2">"hf_«1»"</span> <span class="o">+</span> <span class="s2">"«2»«3»"</span>\n',
  ],
  operators: [
    'token = "hf_" + "«*»"\n',
    'token = "hf_«1»" + "«2»" + "«3»";\n',
    'token = "hf_«1»" + \\\n  "«2»«3»"\n',
    'String t = "hf_«1»"\n    + "«2»"\n    + "«3»";\n',
    '$t = "hf_«1»" . "«2»«3»";\n',
    "$t = 'hf_'.'«*»';\n",
    't = "hf_«1»" .. "«2»«3»"\n',
    "SELECT 'hf_«1»' || '«2»«3»';\n",
    't = "hf_«1»" & "«2»«3»"\n',
    't = "hf_«1»" & _\n    "«2»«3»"\n',
    't = "hf_«1»" <> "«2»«3»"\n',
    't = "hf_«1»" ++ "«2»«3»"\n',
    't = "hf_«1»" ^ "«2»«3»"\n',
    't = "hf_«1»" ~ "«2»«3»"\n',
    't = "hf_«1»" * "«2»«3»"\n',
    't = ("hf_«1»" "«2»") + ("«3»")\n',
    't = "hf_«1»" + f"«2»«3»"\n',
    't = "hf_«1»"\nt += "«2»"\nt += "«3»"\n',
    '$t = "hf_«1»";\n$t .= "«2»«3»";\n',
    't = "hf_«1»".concat("«2»«3»")\n',
    'val t = "hf_«1»".plus("«2»«3»")\n',
    'let t = "hf_«1»".to_string() + "«2»«3»";\n',
    'let t = "hf_«1»".to_owned() + &"«2»«3»".to_owned();\n'.replace('&"', '"'),
    '+t = ("hf_«1»"\n+     "«2»«3»")\n+x = 1\n',
    '-t = ("hf_«1»"\n-     "«2»«3»")\n-x = 1\n',
    't = "hf_«1»"\n+ "«2»«3»"\n',
    't = f"hf_{\'«1»\'}«2»«3»"\n',
    't = `hf_§{"«1»"}«2»«3»`;\n',
    't = `hf_«1»` + `«2»«3»`;\n',
  ],
  lists: [
    '"".join(["hf_", "«1»", "«2»«3»"])\n',
    "''.join(('hf_«1»', '«2»', '«3»'))\n",
    '"".join([\n    "hf_«1»",\n    "«2»",\n    "«3»",\n])\n',
    "['hf_«1»', '«2»«3»'].join('')\n",
    "['h','f','_',«c:'|',»].join('')\n",
    '["h", "f", "_", «c:"|", »""].join("")\n',
    "k := []byte{'h', 'f', '_', «c:'|', »}\n",
    "char[] t = {'h','f','_',«c:'|',»0};\n",
    "char t[] = {'h', 'f', '_', «c:'|', »'\\0'};\n",
    'concat("hf_«1»", "«2»«3»")\n',
    "SELECT CONCAT('hf_', '«*»');\n",
    't <- paste0("hf_«1»", "«2»«3»")\n',
    "implode('', ['hf_«1»', '«2»«3»'])\n",
    'string.Join("", "hf_«1»", "«2»«3»")\n',
    'PARTS = [\n  "hf_«1»",\n  "«2»",\n  "«3»",\n]\n',
    "%w-less = ['hf_«1»', '«2»«3»'].join\n",
    "@('hf_«1»', '«2»«3»') -join ''\n",
    't := strings.Join([]string{"hf_«1»", "«2»«3»"}, "")\n',
    'val t = listOf("hf_«1»", "«2»«3»").joinToString("")\n',
    'let t = ["hf_«1»", "«2»«3»"].joined()\n',
    't <- paste0(c("hf_«1»", "«2»«3»"), collapse="")\n',
    't <- paste("hf_«1»", "«2»«3»", sep = "")\n',
    't = string("hf_«1»", "«2»«3»")\n',
    't := fmt.Sprint("hf_«1»", "«2»«3»")\n',
    "final t = ['hf_«1»', '«2»«3»'].join();\n",
    'var t = string.Format("{0}{1}", "hf_«1»", "«2»«3»");\n',
    "t: §{{ format('{0}{1}', 'hf_«1»', '«2»«3»') }}\n",
    'String t = Stream.of("hf_«1»", "«2»«3»").collect(Collectors.joining());\n',
    "t = ['hf_«1»', ...\n     '«2»«3»'];\n",
    "SET @t = N'hf_«1»' + N'«2»«3»';\n",
    '+t = "hf_«1»" +\n+    "«2»«3»"\n',
  ],
  names: [
    'SUFFIX = "«*»"\ntoken = f"hf_{SUFFIX}"\n',
    'const suffix = "«*»";\nconst t = `hf_§{suffix}`;\n',
    'token = "hf_" + SUFFIX\nSUFFIX = "«*»"\n',
    'SUFFIX: str = "«*»"\ntoken = "hf_" + SUFFIX\n',
    'let suffix: &str = "«*»";\nlet t = "hf_".to_string() + suffix;\n'.replace('.to_string()', ''),
    'x = "«*»"\ntoken = "hf_%s" % x\n',
    'x = "«*»"\ntoken = "hf_%s" % (x,)\n',
    'x = "«*»"\ntoken = "hf_{}".format(x)\n',
    'x = "«*»"\ntoken = "<a t=&quot;hf_{}&quot;>".format(x)\n',
    'x = "«*»"\ntoken = "?q=%22hf_%s%22" % x\n',
    'x = "«*»"\ntoken = "hf_{0}".format(x)\n',
    't := fmt.Sprintf("hf_%s", x)\nx := "«*»"\n',
    't = "hf_%s" % "«*»"\n',
    'X=«*»\nexport HF_TOKEN="hf_§{X}"\n',
    'X="«*»"\nexport HF_TOKEN=hf_$X\n',
    'export X="«*»"\necho "hf_$X"\n',
    'set -gx X «*»\nset T hf_$X\n',
    'set X=«*»\nset T=hf_%X%\n',
    '$env:X = "«*»"\n$t = "hf_$env:X"\n',
    'P = "hf_"\nS = "«*»"\ntoken = P + S\n',
    'P = "hf_"\nS = "«*»"\ntoken = f"{P}{S}"\n',
    'P=hf_\nS=«*»\nT=§{P}§{S}\n',
    'P=hf_\nS=«*»\nT="$P$S"\n',
    'p=hf_«1»; q=«2»; r=«3»\ncurl -H "Authorization: Bearer $p$q$r"\n',
    "P = 'hf_'\nS = '«*»'\ntoken = ''.join([P, S])\n",
    'P = "hf_"\nS = "«*»"\ntoken = "%s%s" % (P, S)\n',
    'P = "hf_"\nS = "«*»"\ntoken = "{}{}".format(P, S)\n',
    '$p = "hf_"; $s = "«*»";\n$t = $p . $s;\n',
    'local p = "hf_"\nlocal s = "«*»"\nlocal t = p .. s\n',
    'P = "hf_"\nA = "«1»"\nB = "«2»«3»"\nt = P + A + B\n',
    'A = "«*»"\nB = A\nt = "hf_" + B\n',
    'A = "«1»" + "«2»«3»"\nt = "hf_" + A\n',
    'self.x = "«*»"\nreturn "hf_" + self.x\n',
    'cfg["x"] = "«*»"\nt = "hf_" + cfg["x"]\n',
    'cfg = {"x": "«*»"}\nt = f"hf_{cfg[\'x\']}"\n',
    "const cfg = { x: '«*»' };\nconst t = 'hf_' + cfg.x;\n",
    '#define X "«*»"\nchar *t = "hf_" + X;\n',
    '#define X "«*»"\nchar *t = "hf_" X;\n',
    '#define P "hf_«1»"\n#define S "«2»«3»"\nlogin(P S);\n',
    '#define P "hf_"\n#define S "«*»"\n#define T P S\n',
    '#define P "hf_«1»"\n#define M "«2»"\n#define S "«3»"\nlogin(P M S);\n',
    '#define A "«1»"\n#define B "«2»"\n#define C "«3»"\nchar *t = "hf_" A B C;\n',
    '#define A "hf_"\n#define B "«1»"\n#define C "«2»"\n#define D "«3»"\n#define T A B\tC D\n',
    'variable "a" { default = "hf_«1»" }\nvariable "b" { default = "«2»«3»" }\nlocals { t = "§{var.a}§{var.b}" }\n',
    'variable "b" {\n  type = string\n  default = "«*»"\n}\nlocals { t = "hf_§{var.b}" }\n',
    'locals {\n  a = "hf_«1»"\n  b = "«2»«3»"\n  t = join("", [local.a, local.b])\n}\n',
    'env:\n  A: hf_«1»\n  B: «2»«3»\nx: §{{ env.A }}§{{ env.B }}\n',
    'set(P "hf_«1»")\nset(S "«2»«3»")\nset(T "§{P}§{S}")\n',
    'local t = ("hf_%s"):format("«*»")\n',
    'ENV P hf_«1»\nENV S «2»«3»\nENV T=§{P}§{S}\n',
    "define('X', '«*»');\n$t = 'hf_' . X;\n",
    'x <- "«*»"\nt <- paste0("hf_", x)\n',
    'suffix: «*»\ntoken: "hf_{{ suffix }}"\n',
    'ENV X «*»\nENV T=hf_§{X}\n',
    't = "hf_«1»" + B\nB = "«2»«3»"\n',
    't = "hf_"\nt += "«*»"\n',
    'x = "«*»"\nt = "hf_" + x.strip()\n',
    '"P = \\"hf_\\"\\n"\n"S = \\"«*»\\"\\nT = P + S\\n"\n',
    'let s = "«*»"\nlet t = "hf_\\(s)"\n',
    's = "«*»"\nt = "hf_#{s}"\n',
    'let p = "hf_"\nlet s = "«*»"\nlet t = "\\(p)\\(s)"\n',
    'S = os.getenv("A", "«*»")\nt = "hf_" + S\n',
    "const s = process.env.A || '«*»';\nconst t = `hf_§{s}`;\n",
    "P = 'hf_'\nS = '«*»'\nt = concat(P, S)\n",
    'X := «*»\nT := hf_$(X)\n',
    'P := hf_\nS := «*»\nT := $(P)$(S)\n',
    'set P=hf_\nset S=«*»\nset T=%P%%S%\n',
    'T="hf_"; T="§{T}«*»"\n',
    "const p='hf_', s='«*»';\nconst t=`§{p}§{s}`;\n",
    'let p = "hf_"; let s = "«*»"; format!("{}{}", p, s)\n',
    'String t = String.format("hf_%s", s); String s = "«*»";\n',
    "x = {'p': 'hf_', 's': '«*»'}\nt = x['p'] + x['s']\n",
    'class C:\n  P = "hf_"\n  S = "«*»"\n  def t(self): return self.P + self.S\n',
    'S = "«*»"\nt = "hf_" + str(S)\n',
    's = "«*»"\nt = "hf_".concat(s)\n',
    'def f(suffix="«*»"):\n  return "hf_" + suffix\n',
    't = "hf_{a}{b}".format(a="«1»", b="«2»«3»")\n',
    'SUFFIX = os.environ.get("A", "")\nx = "«*»"\nSUFFIX = x\nt = f"hf_{SUFFIX}"\n',
    '{"source": ["P = \\"hf_\\""]}, {"source": ["S = \\"«*»\\"\\n", "t = P + S"]}\n',
    '{"source": ["s = \\"«*»\\"\\n", "t = f\\"hf_{s}\\""]}\n',
  ],
  'continued lines': [
    'export T=hf_«1»\\\n«2»«3»\n',
    'token = "hf_«1»\\\n«2»«3»"\n',
    '#define T "hf_«1»\\\n    «2»«3»"\n',
    'ENV T=hf_«1»\\\r\n    «2»«3»\r\n',
    'token: "hf_«1»\\\n  «2»\\\n  «3»"\n',
    'token=3Dx hf_«1»=\r\n«2»«3»\r\n',
    'token hf_«1»=\n«2»«3»\n',
    'set T=hf_«1»^\r\n«2»«3»\r\n',
    '"export T=hf_«1»\\\\\\n",\n "«2»«3»\\n"\n',
    '+  T=hf_«1»\\\n+  «2»«3»\n',
  ],
  'wrapped lines': [
    'The command that was used is: login --token hf_«1»«2»\n«3» and so on\n',
    'description: the token of the service that we use in deployments hf_«1»\n «2»«3»\ncn: x\n',
    'NOTE:the token of the service that we use in all dhf_«1»«2»\r\n «3» and so on\r\n',
    '$ export HF_TOKEN=hf_«1» \r«2»«3»\r\n',
    '> The command that was used is: login --token hf_«1»\n> «2»«3» and so on\n',
    '    The command that was used is: login --token hf_«1»\r\n    «2»«3» and so on\r\n',
    '│ The command that was used: login --token hf_«1» │\n│ «2»«3»           │\n',
    '| The command that was used: login --token hf_«1» |\n| «2»«3»           |\n',
    '│ mé │ hf_«1»«2» │\n│    │ «3»          │\n│ us │ other                   │\n',
    '| hf_«1»«2» | read |\r\n| «3»          |      |\r\n',
    '+The command that was used: login --token hf_«1»\n+«2»«3»\n',
  ],
  'lines of a format': [
    'token: >-\n  hf_«1»\n  «2»«3»\n',
    'a:\n  token: >\r\n    hf_«1»\r\n    «2»\r\n    «3»\r\n',
    'token: |\n  hf_«1»\n  «2»«3»\n',
    'token: !join\n  - hf_«1»\n  - «2»\n  - «3»\n',
    'a:\n  token: !Join\r\n  - hf_\r\n  - «*»\r\n',
    'token: hf_\n«*»\n',
    'token: hf_\r\n  «*»\r\n',
    '> token: hf_«1»=\n> «2»«3»\n',
    '> > token: hf_«1»=\r\n> > «2»=\r\n> > «3»\r\n',
  ],
  'terminal codes and invisible characters': [
    'token hf_«1»\x1b[0m«2»\x1b[1;32m«3»\x1b[0m\n',
    'token hf\x1b[0m_«*»\x1b[0m\n',
    'token h\x1b[31mf_«*»\n',
    'token hf_«1»\x1b]8;;http://x\x07«2»«3»\n',
    '{"log": "hf_«1»\\u001b[0m«2»«3»"}\n',
    'echo "hf_«1»\\033[1m«2»«3»"\n',
    'token hf_«1»\u200b«2»«3»\n',
    'token h\u200bf_«*»\n',
    'token hf\u200b_«*»\n',
    'token hf_«1»\u00ad«2»«3»\n',
    'token hf_«1»\u200d\u2060«2»\ufeff«3»\n',
    'token hf_«1»\u00a0«2»\u202f«3»\n',
    'token hf_«1»\u180e«2»\u034f«3»\n',
    'token hf_«1»\ufe0f«2»\u{e0100}«3»\n',
    '{"text": "hf_«1»\\u200b«2»«3»"}\n',
  ],
  markup: [
    '<span>hf</span><span>_«*»</span>\n',
    '<span class="n">hf_«1»</span><span class="err">«2»«3»</span>\n',
    'hf_«1»<wbr>«2»<wbr/>«3»\n',
    'hf_«1»<br/>«2»«3»<br/>\n',
    'hf_«1»«2»<br>\n«3»<br>\n',
    'hf_«1»«2»<BR/>\r\n  «3»<br>\n',
    '<b>hf_«1»</b>«2»<i>«3»</i>\n',
    'hf_«1»&shy;«2»&#8203;«3»\n',
    '<t><![CDATA[hf_«1»]]><![CDATA[«2»«3»]]></t>\n',
    'hf_«1»<!-- x -->«2»«3»\n',
    '\\texttt{hf_«1»\\-«2»\\-«3»}\n',
    '<w:r><w:t>hf_«1»</w:t></w:r><w:r>\n<w:t>«2»«3»</w:t></w:r></w:p>\n',
    '{"html": "<b>hf_«1»<\\/b>«2»«3»"}\n',
    'x <td>hf_<b>«1»«2»«3»</b></td><td>more</td>\n',
    '<b>hf_«1»</b>«2»«3»<i>more</i>\n',
  ],
  'an anchor in pieces': [
    ...['=\n', '=\r\n', '\\\n', '\\\n  ', '</w:t></w:r><w:r><w:rPr/><w:t>'].map((gap) => `t: h${gap}f_«*»\n`),
    `DESCRIPTION:${'w '.repeat(31)}h\r\n f_«*» ok\r\n`,
    `description: ${'w '.repeat(30)}h\n f_«*»\n`,
    `DESCRIPTION:${'w '.repeat(31)}h\r\n\tf_«*» ok\r\n`,
    `${'w '.repeat(39)}h\nf_«*»\n`,
    't = "h" "f_«*»"\n',
    "t = 'hf' + '_«*»'\n",
    't = "hf" + "_" + "«*»"\n',
    't = "h" + "f" + "_" + "«1»" + "«2»«3»"\n',
    'T="hf"_«*»\n',
    'T=hf\\\n_«*»\n',
  ],
};

interface Planted {
  readonly text: string;
  readonly token: string;
  /** The bytes of the token, ascending; what touches is one. */
  readonly spans: readonly { readonly start: number; readonly end: number }[];
}

/** Fills a template; text is UTF-8. The anchor's own characters are `h`, `f`, `_` before the first letters. */
function plant(template: string, seed: number, anchor = 'hf_'): Planted {
  const body = letters(seed);
  const parts = { '1': [0, 10], '2': [10, 20], '3': [20, 34], '*': [0, 34] } as const;
  const spans: { start: number; end: number }[] = [];
  let text = '';
  const length = () => Buffer.byteLength(text);
  const add = (piece: string) => {
    const last = spans.at(-1);
    const start = length();
    text += piece;
    if (last?.end === start) last.end = length();
    else spans.push({ start, end: length() });
  };
  // The anchor: its pieces are the last `h`, `f`, `_` or `hf_` that could be it, marked by the first that matches.
  const marked = template
    .replaceAll('§', '$')
    .replace(ANCHOR, (found) => found.replace(/[hf_]+/g, (piece) => `«a${piece}»`));
  for (const [, raw = '', mark = ''] of marked.matchAll(/([^«]*)(?:«((?:[^»])*)»)?/g)) {
    text += raw;
    if (mark.startsWith('a')) add(anchor === 'hf_' ? mark.slice(1) : anchor);
    else if (mark.startsWith('c:')) {
      const [before = '', after = ''] = mark.slice(2).split('|');
      for (const char of body) {
        text += before;
        add(char);
        text += after;
      }
    } else if (mark !== '') {
      const [from, to] = parts[mark as keyof typeof parts];
      add(body.slice(from, to));
    }
  }
  return { text, token: anchor + body, spans: spans.sort((a, b) => a.start - b.start) };
}

const ANCHOR =
  /hf_|(?<![a-z])h(?:["'] ?\+? ?,?["' ]+|\x1b\[31m|\u200b|[=\\]?\r?\n[ \t]{0,2}|<\/w:t>.{1,20}<w:t>)f(?:["'] ?\+? ?,?["' ]+)?_|hf(?:["']? ?\+? ?["']?|<\/span><span>|\u200b|\x1b\[0m|\\\n)_/;

function places(passages: readonly Passage[], token: string): string[] {
  const found = passages.flatMap((passage) => {
    const all: string[] = [];
    const { text } = passage;
    for (let at = text.indexOf(token); at >= 0; at = text.indexOf(token, at + 1))
      if (!/[A-Za-z0-9]/.test(text[at + token.length] ?? ''))
        all.push(JSON.stringify(passage.toSource(at, at + token.length)));
    return all;
  });
  return [...new Set(found)];
}

describe.each(Object.entries(POSITIVE))('%s', (_, templates) => {
  test.each(templates.map((one) => [one]))('%j', (template) => {
    for (const [seed, base, around] of [
      [1, 0, ''],
      [2, 1000, 'import os\n'],
      [3, 7, '"x" = {\n'],
    ] as const) {
      const { text, token, spans } = plant(template, seed);
      const bytes = Buffer.from(`${around}${text}${around}`);
      const moved = spans.map(({ start, end }) => ({
        start: base + around.length + start,
        end: base + around.length + end,
      }));
      expect(places(passagesIn(joined, bytes, { base }), token)).toEqual([JSON.stringify(moved)]);
    }
  });
});

describe('other anchors', () => {
  test.each([
    ['api_', 'org_'],
    ['hf_', 'app_'],
    ['hf_', 'oauth_'],
    ['oauth_app_secret_', ''],
  ])('%s%s', (anchor, literal) => {
    const [body, start] = [letters(9), anchor + literal];
    for (const text of [
      `"${start}" + "${body}"`,
      `x = "${body}"\nf"${start}{x}"`,
      `P = "${start}"\nS = "${body}"\nP + S`,
      `<b>${start}</b>${body}`,
      `"${anchor}" "${literal}" "${body}"`,
      `${start}${body.slice(0, 9)}\\\n${body.slice(9)}`,
    ]) {
      const passages = passagesIn(joined, Buffer.from(text), { anchor, follows: { ...FOLLOWS, literal } as never });
      expect(places(passages, start + body)).toHaveLength(1);
    }
  });
});

describe('passages', () => {
  test('what stands around stays, and the trail says how it was joined', () => {
    for (const [text, trail, read] of [
      ['is "hf_" "«*»", x', 'joined literals', 'is "hf_«*»", x'],
      ['is ["hf_", "«*»"], x', 'joined list', 'is ["hf_«*»"], x'],
      ['x = "«*»"; "hf_" + x;', 'by name', 'x = "«*»"; "hf_«*»;'],
      ['is <b>hf_</b>«*» x', 'markup', 'is <b>hf_«*» x'],
      ['is hf_\u200b«*» x', 'invisible characters', 'is hf_«*» x'],
      ['is hf_\x1b[0m«*» x', 'terminal codes', 'is hf_«*» x'],
      ['is hf_\\\n«*» x', 'continued line', 'is hf_«*» x'],
    ] as const) {
      const fill = (template: string) => template.replaceAll('«*»', letters(1));
      const [passage] = passagesIn(joined, Buffer.from(fill(text)));
      expect(passage).toMatchObject({ kind: 'decoded', trail: [trail], text: fill(read) });
    }
  });
});
