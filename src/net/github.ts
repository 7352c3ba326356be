// GitHub's REST API: brings a SARIF report to code scanning.
import { gzipSync } from 'node:zlib';
import { HfleaksError } from '../errors.ts';
import { mention } from '../path.ts';

export interface UploadOptions {
  /** `https://api.github.com`, or that of an enterprise server. */
  readonly api: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly token: string;
  readonly commit: string;
  /** `refs/heads/main`, `refs/pull/7/merge`. */
  readonly ref: string;
  readonly sarif: string;
  /** Milliseconds before the first repetition, doubled for each further one; a second unless given. */
  readonly pause?: number;
}

const TRIES = 5;
const TIMEOUT = 60_000;
/** The longest that a server may have us wait, in milliseconds. */
const LONGEST = 60_000;
/** Bytes that GitHub takes, packed. */
const LIMIT = 10_000_000;

/**
 * Uploads a report and gives the id under which GitHub works on it; `denied` where this token may not, or code scanning is off. Tries again
 * where that helps. Throws `upload-failed`. Source: REST API, "Upload an analysis as SARIF data".
 */
export async function uploadSarif(options: UploadOptions): Promise<{ readonly id: string } | 'denied'> {
  const { api, repository, commit, ref, sarif } = options;
  // No other host is ever told the token; a server of the tests is this machine.
  if (
    !/^https:\/\/|^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?=[:/]|$)/.test(api) ||
    !/^[\w-]+\/(?!\.{1,2}$)[\w.-]+$/.test(repository)
  )
    throw failed(`"${mention(api)}" is no address to upload to.`, 'It is GITHUB_API_URL; it must begin with https.');
  const packed = gzipSync(sarif);
  if (packed.length > LIMIT)
    throw failed('The SARIF report is larger than GitHub takes.', 'Scan a part of it at a time.');
  const body = JSON.stringify({ commit_sha: commit, ref, sarif: packed.toString('base64'), tool_name: 'hfleaks' });
  const answer = await ask(`${api}/repos/${repository}/code-scanning/sarifs`, 'POST', body, options);
  if (answer.status === 403 || answer.status === 404) return 'denied';
  if (answer.status !== 202) throw refused(answer.status);
  const { id } = (await answer.json().catch(() => ({}))) as { id?: unknown };
  return { id: typeof id === 'string' && /^[\w-]{1,100}$/.test(id) ? id : '' };
}

/** The last answer; asks again where the server is busy, or does not answer. */
async function ask(
  url: string,
  method: string,
  body: string,
  { token, pause = 1000 }: UploadOptions,
): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const answer = await fetch(url, {
      method,
      body,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/vnd.github+json',
        'content-type': 'application/json',
        'user-agent': 'hfleaks',
        'x-github-api-version': '2022-11-28',
      },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT),
    }).catch(() => null);
    if (answer && !isBusy(answer)) return answer;
    if (tries === TRIES) {
      if (answer) return answer;
      throw failed('GitHub could not be reached.', 'Check the network of the runner.');
    }
    const asked = Number(answer?.headers.get('retry-after') ?? 0) * 1000;
    const wait = Math.min(LONGEST, Math.max(asked || 0, pause * 2 ** (tries - 1)));
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** 403 is also what GitHub says of too many requests: then with a limit of which nothing remains. */
function isBusy({ status, headers }: Response): boolean {
  return (
    status === 429 ||
    status >= 500 ||
    (status === 403 && (headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0'))
  );
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'it is not what GitHub expects',
  401: 'the token is not valid',
  413: 'it is too large',
  422: 'the commit or the ref is not known there',
};

function refused(status: number): HfleaksError {
  const why = REASONS[status] ?? 'GitHub did not take it';
  return failed(
    `The SARIF report was not uploaded: ${why} (status ${status}).`,
    'The report is in the file that sarif-file names.',
  );
}

function failed(message: string, hint: string): HfleaksError {
  return new HfleaksError('upload-failed', message, hint);
}
