// Requests of axios: its answers and errors hold what was asked for, with all headers.
import { positional } from '../machine.ts';
import type { Knowledge, Site } from '../site.ts';
import { named } from '../sources.ts';
import { Box, boxed, shown, type Value } from '../values.ts';

const CLIENT = /^axios(?:\.(?:default|create\(\)))?(?:$|\.(?:create|request|get|delete|head|options|post|put|patch)$)/;
/** Options that may hold a credential. */
const SENT = ['headers', 'auth', 'params', 'data', 'url'];

/** A client with headers of its own, and what a request gives. */
export const requests: Knowledge = {
  isAbout: ({ language, path }) => language === 'javascript' && CLIENT.test(path),
  result: (site) => {
    const config = configOf(site);
    if (!config) return null;
    const { machine, node, path } = site;
    const answer = answerOf(config);
    if (!path.endsWith('.create')) {
      machine.caught = errorOf(answer);
      return boxed(answer);
    }
    const client = new Box('client');
    client.set('defaults', boxed(config));
    const interceptors = new Box('client');
    interceptors.set('response', boxed(answer));
    client.set('interceptors', boxed(interceptors));
    return { ...named(machine, 'axios.create()', node), box: client };
  },
};

/** What goes out with the request, if a credential does: by its own options, and those of the client. */
function configOf({ args, object }: Site): Box | null {
  const config = new Box('dict');
  for (const value of [object.box?.entries.get('defaults'), ...args.map((arg) => arg.value)])
    if (value?.box?.entries.has('headers'))
      for (const key of SENT) {
        const sent = value.box.entries.get(key);
        if (sent) config.set(key, sent);
      }
  return shown(boxed(config)).length > 0 ? config : null;
}

function answerOf(config: Box): Box {
  const answer = new Box('client');
  answer.set('config', boxed(config));
  // Whole, they show it in Node.js, which few who write `console.error(error)` mean.
  answer.written = shown(boxed(config)).map((taint) => ({ ...taint, strength: 3 }));
  return answer;
}

function errorOf(answer: Box): Value {
  const error = answer.copy();
  error.set('response', boxed(answer));
  error.written = answer.written;
  return boxed(error);
}

/** What a promise keeps for `catch` behind `then`. */
const REFUSED = '#refused';

/** Functions that get answers and errors: `then`, `catch`, `interceptors.response.use`. */
export const answered: Knowledge = {
  isAbout: ({ language, name }) => language === 'javascript' && /^(?:then|catch|use)$/.test(name),
  result: ({ machine, object, args, name, node }) => {
    const [first, second] = args.map(({ value }) => value.code);
    const give = (code: Value['code'] | undefined, value: Value): void => {
      if (code && value.box) machine.invoke(code, positional([value], node), node);
    };
    const { box } = object;
    const error = box?.kind === 'client' && box.entries.has('config') ? errorOf(box) : box?.entries.get(REFUSED);
    if (!error) return null;
    if (name === 'catch') give(first, error);
    else {
      if (box?.entries.has('config')) give(first, object);
      give(second, error);
    }
    const next = new Box('client');
    next.set(REFUSED, error);
    return boxed(next);
  },
};
