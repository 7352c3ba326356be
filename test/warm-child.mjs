// A process that runs the bundle again and again, each time as new: the modules, arguments, environment, folder and standard input are the run's
// own. Only what Node needs to begin, and to compile the code, is spent once. Arguments: the bundle, and a folder with two FIFOs.
import {
  closeSync,
  createReadStream,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import Module from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';

const [bundle, folder] = process.argv.slice(2);
const EVENTS = ['exit', 'uncaughtException', 'unhandledRejection', 'SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];
/** Bytes that a process may hold and still go on: the more it holds, the longer it takes to start each git. */
const LIMIT = 200 << 20;

const exit = process.exit.bind(process);
const input = join(folder, 'input');
const requests = openSync(join(folder, 'requests'), 'r');
const answers = openSync(join(folder, 'answers'), 'w');

/** Compiled code, by path: each run makes modules of its own from it. */
const scripts = new Map();
Module._extensions['.cjs'] = (module, path) => {
  const script = scripts.get(path) ?? compile(path);
  const require = Object.assign((id) => module.require(id), { main: module, cache: Module._cache });
  script.runInThisContext().call(module.exports, module.exports, require, module, path, dirname(path));
};

function compile(path) {
  const script = new Script(Module.wrap(readFileSync(path, 'utf8').replace(/^#!/, '//')), { filename: path });
  scripts.set(path, script);
  return script;
}

const said = { stdout: [], stderr: [] };
for (const name of ['stdout', 'stderr'])
  process[name].write = (text, ...more) => {
    const done = more.find((one) => typeof one === 'function');
    said[name].push(Buffer.from(text));
    if (done) setImmediate(done);
    return true;
  };

/** Waits for a line, however long it is; null if nobody will ask again. */
function nextRequest() {
  const piece = Buffer.alloc(1 << 16);
  const pieces = [];
  do {
    const count = readSync(requests, piece);
    if (count === 0) return null;
    pieces.push(Buffer.from(piece.subarray(0, count)));
  } while (pieces.at(-1).at(-1) !== 0x0a);
  return JSON.parse(Buffer.concat(pieces).toString());
}

function answer(value) {
  const bytes = Buffer.from(`${JSON.stringify(value)}\n`);
  for (let at = 0; at < bytes.length; ) at += writeSync(answers, bytes, at);
}

let isRunning = false;

function begin({ args, cwd, env, stdin }) {
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.argv = [process.execPath, bundle, ...args];
  writeFileSync(input, Buffer.from(stdin, 'base64'));
  // What is opened next has the smallest free number, which is that of standard input.
  closeSync(0);
  openSync(input);
  let stream;
  Object.defineProperty(process, 'stdin', {
    configurable: true,
    get: () => (stream ??= createReadStream('', { fd: 0, autoClose: false })),
  });
  for (const path of Object.keys(Module._cache)) if (path.startsWith(dirname(bundle))) delete Module._cache[path];
  isRunning = true;
  Module._load(bundle, null, false);
}

/** As a process ends: with what was to be done then, and nothing is left of it. */
function end(code) {
  isRunning = false;
  for (const listener of process.listeners('exit')) listener(code);
  for (const event of EVENTS) process.removeAllListeners(event);
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error');
  process.exitCode = undefined;
  process.chdir('/');
  const [stdout, stderr] = [said.stdout, said.stderr].map((pieces) => Buffer.concat(pieces.splice(0)).toString());
  answer({ code, signal: null, stdout, stderr });
}

process.exit = (code = process.exitCode ?? 0) => {
  end(code);
  exit(0);
};

// Node tells this when nothing is left to do, which is where a process of its own would end.
process.on('beforeExit', () => {
  if (isRunning) end(process.exitCode ?? 0);
  const request = process.memoryUsage.rss() < LIMIT ? nextRequest() : null;
  if (request) begin(request);
  else {
    rmSync(folder, { recursive: true, force: true });
    exit(0);
  }
  // Without anything to wait for it would not be told again.
  setImmediate(() => undefined);
});
answer('ready');
