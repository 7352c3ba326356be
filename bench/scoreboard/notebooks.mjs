// Positives in Jupyter notebooks: every place of the format, both versions, huge and broken ones.

import { zip } from './pack.mjs';
import { pythonCode } from './random.mjs';

const lines = (value) => value.match(/[^\n]*\n|[^\n]+/g) ?? [];
const code = (source, outputs = [], metadata = {}) => ({
  cell_type: 'code',
  execution_count: 1,
  id: 'c1',
  metadata,
  outputs,
  source: Array.isArray(source) ? source : lines(source),
});
const stream = (value, name = 'stdout') => ({
  output_type: 'stream',
  name,
  text: Array.isArray(value) ? value : lines(value),
});
const data = (mime, value, type = 'display_data') => ({
  output_type: type,
  data: { [mime]: value },
  metadata: {},
  ...(type === 'execute_result' && { execution_count: 1 }),
});
const failure = (ename, evalue, traceback) => ({ output_type: 'error', ename, evalue, traceback });
const book = (cells, metadata = {}) => ({
  cells,
  metadata: { language_info: { name: 'python' }, ...metadata },
  nbformat: 4,
  nbformat_minor: 5,
});
const write = (value) => `${JSON.stringify(value, null, 1)}\n`;

/** A notebook around the cells, with ordinary ones before and after. */
const among = (r, cells, metadata) => write(book([code(pythonCode(r, 3)), ...cells, code(pythonCode(r, 2))], metadata));
const source = (make) => (t, r) => among(r, [code(make(t))]);
const output = (make) => (t, r) => among(r, [code('show()', [make(t, r)].flat())]);
const cell = (make) => (t, r) => among(r, [make(t, r)]);
const settings = (make) => (t, r) => among(r, [], make(t));
const version3 = (cells) =>
  `${JSON.stringify({ metadata: { name: '' }, nbformat: 3, nbformat_minor: 0, worksheets: [{ cells, metadata: {} }] })}\n`;
const png = (r, size) => r.bytes(size).toString('base64');

/** Rows `[form, file, make(token, chance)]`. */
export const notebook = [
  ['source, double quotes', 'run.ipynb', source((t) => `login(token="${t}")`)],
  ['source, single quotes', 'run.ipynb', source((t) => `login('${t}')`)],
  ['%env', 'run.ipynb', source((t) => `%env HF_TOKEN=${t}\n%env X=1`)],
  ['!hf auth login', 'run.ipynb', source((t) => `!hf auth login --token ${t}\n!ls`)],
  ['git clone in source', 'run.ipynb', source((t) => `!git clone https://user:${t}@huggingface.co/user/model`)],
  ['source as one string', 'run.ipynb', cell((t) => ({ ...code(''), source: `a = 1\ntoken = "${t}"\n` }))],
  ['source line starts with it', 'run.ipynb', cell((t) => ({ ...code(''), source: `"""\n${t}\n"""` }))],
  [
    'source, \\u escapes',
    'run.ipynb',
    (t, r) => source((x) => `t = "${x}"`)(t, r).replace(t, t.replace('_', '\\u005f')),
  ],
  ['source, base64', 'run.ipynb', source((t) => `t = b64decode("${Buffer.from(t).toString('base64')}")`)],
  [
    'source, joined literals on two lines',
    'run.ipynb',
    source((t) => `t = ("${t.slice(0, 12)}"\n     "${t.slice(12)}")`),
  ],
  [
    'two cells',
    'run.ipynb',
    (t, r) => among(r, [code(`prefix = "${t.slice(0, 15)}"`), code(`login(prefix + "${t.slice(15)}")`)]),
  ],
  [
    'suffix in another cell',
    'run.ipynb',
    (t, r) => among(r, [code(`suffix = "${t.slice(3)}"`), code('login("hf_" + suffix)')]),
  ],
  ['stream', 'run.ipynb', output((t) => stream(`${t}\n`))],
  ['stream as one string', 'run.ipynb', output((t) => ({ ...stream(''), text: `Token:\n${t} ok\n` }))],
  ['stderr', 'run.ipynb', output((t) => stream(`WARNING using ${t}\n`, 'stderr'))],
  ['after a tab', 'run.ipynb', output((t) => stream(`token\t${t}\tread\n`))],
  ['ANSI', 'run.ipynb', output((t) => stream(`\u001b[32m${t}\u001b[0m\n`))],
  ['ANSI inside', 'run.ipynb', output((t) => stream(`\u001b[1mhf_\u001b[0m${t.slice(3)}\n`))],
  ['carriage returns', 'run.ipynb', output((t) => stream(`10%\r50%\r${t}\r100%\n`))],
  ['two stream outputs', 'run.ipynb', output((t) => [stream(`token ${t.slice(0, 14)}`), stream(`${t.slice(14)}\n`)])],
  ['two lines of one stream', 'run.ipynb', output((t) => stream([`token ${t.slice(0, 14)}`, `${t.slice(14)}\n`]))],
  ['repr', 'run.ipynb', output((t) => data('text/plain', [`'${t}'`], 'execute_result'))],
  ['dict repr', 'run.ipynb', output((t) => data('text/plain', [`{"token": "${t}", "n": 1}`], 'execute_result'))],
  [
    'environ repr',
    'run.ipynb',
    output((t) =>
      data(
        'text/plain',
        [`environ{'LANG': 'C',\n`, `        'HF_TOKEN': '${t}',\n`, `        'PATH': '/bin'}`],
        'execute_result',
      ),
    ),
  ],
  ['HTML table', 'run.ipynb', output((t) => data('text/html', [`<table><tr><td>${t}</td></tr></table>`]))],
  [
    'HTML entities',
    'run.ipynb',
    output((t) => data('text/html', [`<pre>&quot;${t.replace('_', '&#95;')}&quot;</pre>`])),
  ],
  [
    'HTML pygments',
    'run.ipynb',
    output((t) => data('text/html', [`<span class="n">hf</span><span>_${t.slice(3)}</span>`])),
  ],
  ['Markdown output', 'run.ipynb', output((t) => data('text/markdown', [`**${t}**`]))],
  ['LaTeX output', 'run.ipynb', output((t) => data('text/latex', [`\\texttt{hf\\_${t.slice(3)}}`]))],
  ['SVG output', 'run.ipynb', output((t) => data('image/svg+xml', [`<svg><text>${t}</text></svg>`]))],
  ['JavaScript output', 'run.ipynb', output((t) => data('application/javascript', [`window.t="${t}";`]))],
  ['JSON output', 'run.ipynb', output((t) => data('application/json', { user: { token: t } }))],
  ['Plotly output', 'run.ipynb', output((t) => data('application/vnd.plotly.v1+json', { data: [{ text: [t, 'b'] }] }))],
  ['VS Code output', 'run.ipynb', output((t) => data('application/vnd.code.notebook.stdout', [`${t}\n`]))],
  [
    'nested JSON',
    'run.ipynb',
    output((t) => stream(`SM_HPS=${JSON.stringify({ args: JSON.stringify({ use_auth_token: t }) })}\n`)),
  ],
  ['nested \\u0022', 'run.ipynb', output((t) => stream(`hps=\\u0022${t}\\u0022\n`))],
  ['base64 in output', 'run.ipynb', output((t) => stream(`b'${Buffer.from(`user:${t}`).toString('base64')}'\n`))],
  [
    'wget log',
    'run.ipynb',
    output((t) => stream(`--2026-01-01--  https://huggingface.co/x?token=${t}&y=1\n`, 'stderr')),
  ],
  ['exception text', 'run.ipynb', output((t) => failure('ValueError', `bad token ${t}`, []))],
  [
    'traceback',
    'run.ipynb',
    output((t) =>
      failure('KeyError', "'x'", [
        `\u001b[0;31mKeyError\u001b[0m`,
        `\u001b[1;32m      1\u001b[0m login(token=\u001b[39m"\u001b[39m\u001b[39m${t}\u001b[39m\u001b[39m"\u001b[39m)`,
      ]),
    ),
  ],
  [
    'traceback with colours inside',
    'run.ipynb',
    output((t) => failure('KeyError', "'x'", [`login(\u001b[33mhf\u001b[39m_\u001b[33m${t.slice(3)}\u001b[39m)`])),
  ],
  [
    'output metadata',
    'run.ipynb',
    output((t) => ({ ...data('text/plain', ['1']), metadata: { request: { token: t } } })),
  ],
  [
    'widget view',
    'run.ipynb',
    output((t) => data('application/vnd.jupyter.widget-view+json', { model_id: 'm', value: t })),
  ],
  [
    'widget state',
    'run.ipynb',
    settings((t) => ({
      widgets: {
        'application/vnd.jupyter.widget-state+json': {
          state: { m: { model_name: 'PasswordModel', state: { value: t } } },
        },
      },
    })),
  ],
  ['papermill', 'run.ipynb', settings((t) => ({ papermill: { parameters: { hf_token: t } } }))],
  ['Colab', 'run.ipynb', settings((t) => ({ colab: { userdata: { HF_TOKEN: t } } }))],
  ['cell metadata', 'run.ipynb', cell((t) => code('run()', [], { executionInfo: { user: { token: t } } }))],
  ['cell tag', 'run.ipynb', cell((t) => code('run()', [], { tags: [`token=${t}`] }))],
  [
    'Markdown cell',
    'run.ipynb',
    cell((t) => ({ cell_type: 'markdown', metadata: {}, source: ['# Token\n', `_${t}_\n`] })),
  ],
  ['raw cell', 'run.ipynb', cell((t) => ({ cell_type: 'raw', metadata: {}, source: [`token: ${t}`] }))],
  [
    'attachment',
    'run.ipynb',
    cell((t) => ({
      cell_type: 'markdown',
      metadata: {},
      attachments: { 'a.txt': { 'text/plain': Buffer.from(`token ${t}`).toString('base64') } },
      source: ['x'],
    })),
  ],
  [
    'nbformat 3, input',
    'run.ipynb',
    (t) => version3([{ cell_type: 'code', input: [`login("${t}")`], language: 'python', outputs: [] }]),
  ],
  [
    'nbformat 3, pyout',
    'run.ipynb',
    (t) =>
      version3([
        {
          cell_type: 'code',
          input: ['t'],
          language: 'python',
          outputs: [{ output_type: 'pyout', prompt_number: 1, text: [`'${t}'`] }],
        },
      ]),
  ],
  [
    'nbformat 3, html',
    'run.ipynb',
    (t) =>
      version3([
        {
          cell_type: 'code',
          input: ['t'],
          language: 'python',
          outputs: [{ output_type: 'display_data', html: [`<td>${t}</td>`] }],
        },
      ]),
  ],
  [
    'after an image of 1 MB',
    'run.ipynb',
    (t, r) => among(r, [code('plot()', [data('image/png', png(r, 800_000))]), code('t', [stream(`Token:\n${t}\n`)])]),
  ],
  ['cut off', 'run.ipynb', (t, r) => among(r, [code('t', [stream(`Token:\n${t}\n`)])]).slice(0, -120)],
  [
    'merge conflict',
    'run.ipynb',
    (t, r) => `<<<<<<< HEAD\n${among(r, [code(`login("${t}")`)])}=======\n>>>>>>> other\n`,
  ],
  ['one line', 'run.ipynb', (t, r) => JSON.stringify(JSON.parse(among(r, [code('t', [stream(`Token:\n${t}\n`)])])))],
  [
    'byte order mark, CRLF',
    'run.ipynb',
    (t, r) => `\ufeff${among(r, [code(`login("${t}")`)])}`.replaceAll('\n', '\r\n'),
  ],
  ['checkpoint', '.ipynb_checkpoints/run-checkpoint.ipynb', source((t) => `login("${t}")`)],
  ['named .json', 'run.json', output((t) => stream(`Token:\n${t}\n`))],
  ['exported as HTML', 'run.html', (t) => `<div class="jp-OutputArea-output"><pre>&#39;${t}&#39;\n</pre></div>\n`],
  ['in a zip', 'run.zip', (t, r) => zip([['a/run.ipynb', output((x) => stream(`Token:\n${x}\n`))(t, r)]])],
].map(([form, file, make]) => ({ form, file, make }));
