// Every shape that crosses a folder; no behaviour.
import type { Secret } from './secret.ts';

export type Severity = 'error' | 'warning' | 'info';
export type Confidence = 'high' | 'medium' | 'low';
export type RuleFamily = 'token' | 'notebook' | 'logging' | 'gitignore';
/** What is looked for only where it is asked for: `--with partial`; `risks` is asked for in history alone. */
export type RuleOption = 'partial' | 'risks';

// ---------------------------------------------------------------- rules

/** What every rule file says, whatever its family. */
export interface RuleHead {
  /** Readable and stable for ever; equals the file's name. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly why: string;
  /** What to do now, in order; the first step revokes. */
  readonly fix: readonly string[];
  readonly source: string;
  /** Used only where this option is asked for; absent for what every scan looks for. */
  readonly optional?: RuleOption;
}

/** A demand on the bytes after an anchor: first `literal`, if there is one, then `min` bytes that are in `set` (an empty set: any). */
export interface Follows {
  readonly literal?: string;
  readonly set: string;
  readonly min: number;
}

/** A credential's shape. `regex` is searched in passages around one of the `anchors`. */
export interface TokenRule extends RuleHead {
  readonly family: 'token';
  /** Names the kind of credential in reports: `user-token`. */
  readonly type: string;
  /** ASCII texts, 3 bytes or more, of which one starts every match. */
  readonly anchors: readonly string[];
  /** JavaScript regex source, flag `g`; the group `secret` is the whole credential. Every quantifier is bounded. */
  readonly regex: string;
  /** What matches besides where the content is binary: another such regex. There texts stand without anything between. */
  readonly binary?: string;
  /** `linear` runs the regex on an engine without backtracking: rules that users bring. */
  readonly engine: 'native' | 'linear';
  /** The part all credentials of the kind begin with; shown in masks. */
  readonly prefix: string;
  /** A match counts only if one of `words` (lower case) stands within `within` bytes of it. */
  readonly near?: { readonly words: readonly string[]; readonly within: number };
  /** Where the secret's characters are drawn at random, so that the placeholder statistics hold: its length without prefix. */
  readonly random: boolean;
  /** The longest match in bytes, including lookaround; computed. */
  readonly reach: number;
  /** What must follow an anchor for the rule to match at all, computed from the regex. */
  readonly follows: Follows;
  /** Regex source that draws sample credentials. */
  readonly sample: string;
}

/** Renames token findings in one part of a notebook, because the advice there differs. */
export interface NotebookRule extends RuleHead {
  readonly family: 'notebook';
  readonly where: 'notebook-output';
}

/** Finds code that shows a credential: what reports say of it. What it looks for is in `hfleaks:logging`; `fix` has a line of code by language. */
export interface RiskRule extends RuleHead {
  readonly family: 'logging';
  readonly languages: readonly string[];
}

/** What shows that a file has something to hide; `anything` is every file of that name. */
export type HeldKind = 'anything' | 'assignment' | 'opaque' | 'password' | 'private-key';

/** Names files that git must not take in. Regexes are tested on paths with `/` between names, a character for each byte. */
export interface IgnoreRule extends RuleHead {
  readonly family: 'gitignore';
  /** The severity where git has the file already and it holds something; `severity` is that of a file git could take in. */
  readonly tracked: Severity;
  /** Lines for a `.gitignore`, in order. */
  readonly entries: readonly string[];
  /** Regex source: the files. */
  readonly paths: string;
  /** Regex source: files that are none all the same; `''` for no such. */
  readonly except: string;
  readonly holds: HeldKind;
  /** Whether nothing is said of a file in which nothing to hide is seen. */
  readonly proof: boolean;
  /** Paths of which the first must be ignored for the project to be protected, in one of the web any. */
  readonly probes: readonly string[];
  /** What shows that such files will come: a file, a word in code, or a package in a manifest (regex sources, `''` for none). */
  readonly stack?: {
    readonly paths: string;
    readonly words: readonly string[];
    readonly packages: string;
    readonly missing: Severity;
  };
}

export type Rule = TokenRule | NotebookRule | RiskRule | IgnoreRule;

/** One example of a rule file: a text, or a notebook cell. `{{token}}` stands for a sample. */
export interface RuleExample {
  /** The file name under which it is scanned. */
  readonly as: string;
  /** The file's text, or undefined where `source` or `output` make a notebook. */
  readonly text?: string;
  readonly cell?: { readonly part: 'source' | 'output'; readonly text: string };
}

/** A rule's own proof: each of `leaks` must give a finding of this rule, none of `clean` may. */
export interface RuleExamples {
  readonly rule: string;
  readonly leaks: readonly RuleExample[];
  readonly clean: readonly RuleExample[];
  /** Known gaps, run as expected failures. */
  readonly misses: readonly { readonly example: RuleExample; readonly why: string }[];
}

/** What the rule files compile to; the digest names the set in reports. */
export interface Rulebook {
  readonly rules: readonly Rule[];
  readonly digest: string;
}

// ---------------------------------------------------------------- places and content

/** Who made a commit or a tag, and when. */
export interface Stamp {
  /** The id of the commit or tag. */
  readonly oid: string;
  /** `Name <mail>`, as git has it. */
  readonly author: string;
  /** The author's date in ISO 8601 with a time zone; `''` if git has none. */
  readonly date: string;
}

/** Where content was seen. Paths are the bytes that git or the file system gave. */
export type Place = {
  readonly path: Uint8Array;
  /** The repository inside the scanned one that holds it, as a path below the scanned one; absent for that one itself. */
  readonly repository?: Uint8Array;
} & (
  | { readonly kind: 'file' }
  | { readonly kind: 'staged'; readonly stage: 0 | 1 | 2 | 3 }
  | { readonly kind: 'stdin' }
  /** A file in the git directory that git does not read as an object; `path` is below the scanned repository, as `.git/config`. */
  | { readonly kind: 'gitfile' }
  /** A reflog: `.git/logs/HEAD`. */
  | { readonly kind: 'reflog' }
  /** An object of which no commit is known; `path` is the one git knows it by, or `blob <oid>`. */
  | { readonly kind: 'blob'; readonly oid: string }
  /** A file in the version of it that a commit made. */
  | { readonly kind: 'commit'; readonly oid: string; readonly commit: Stamp }
  /** The message of a commit or a tag; `path` is `commit <oid>` or `tag <oid>`. `stamp` is absent before the commit is made. */
  | { readonly kind: 'message'; readonly of: 'commit' | 'tag'; readonly stamp?: Stamp }
  /** What stands above the message: `author`, `committer`, `tagger`, `mergetag`, … */
  | { readonly kind: 'header'; readonly of: 'commit' | 'tag'; readonly field: string; readonly stamp: Stamp }
  /** The name of something. Of a file or directory in git, `path` is the name alone until a commit is known. */
  | { readonly kind: 'name'; readonly of: NamedThing; readonly commit?: Stamp }
);

export type NamedThing = 'file' | 'directory' | 'branch' | 'tag' | 'ref';

/** `brotli` alone cannot be told by its bytes. */
export type ContentKind = 'text' | 'notebook' | 'brotli';

/** Where an anchor stands in an object: `offset` in bytes, and the form in which it was found. */
export interface Hit {
  readonly offset: number;
  readonly form: AnchorForm;
}

/** Bytes [start, end) of nothing but digits of base64 or base 16; with `isEscaped`, there are also many escapes among them. */
export interface Run {
  readonly start: number;
  readonly end: number;
  readonly isEscaped: boolean;
}

/** What looking through bytes may still cost, in looks at a place: some tenths of a microsecond each. Below 0, no more is looked at. */
export interface Looks {
  left: number;
}

/** Finds what must be opened before anything can be looked for in it. */
export interface Openers {
  /** By byte: 0 for what is in no run, 2 for hex digits, 3 for what begins or ends escapes, 1 for the rest. */
  readonly classes: Uint8Array;
  /** A bit for each two bytes with which something packed can begin, at the second one times 256 plus the first; absent where nobody knows. */
  readonly beginnings?: Uint8Array;
  /** The length of the shortest run. */
  readonly shortest: number;
  /** Whether all of the bytes are something packed, by whatever stands in them. */
  isPacked(bytes: Uint8Array): boolean;
  /**
   * Hits, ascending, that ask for no rule. `runs` are those of `bytes`, if somebody has found them. Hits in a run depend on it and on the
   * byte on each side, others on what is packed and on the first 256 bytes.
   */
  hits(bytes: Uint8Array, runs?: readonly Run[], work?: Looks): readonly Hit[];
}

/**
 * What stands behind an anchor wherever one is confirmed: a run of bytes, and something that may end it. Behind a long run, and where the content
 * ends before, it may be anything.
 */
export interface Behind {
  /** Where the run begins, counted from the anchor's first byte; and of how many bytes it is, at least. */
  readonly from: number;
  readonly least: number;
  /** By byte, what decode/behind.ts says; then, by the byte behind the end, and by each of the two before the anchor, what that may be the end of. */
  readonly classes: Uint8Array;
}

/** One anchor as one encoding spells it. The sieve looks for `bytes`; `decoder` reads the neighbourhood. */
export interface AnchorForm {
  readonly bytes: Uint8Array;
  readonly decoder: DecoderName;
  /** Indices of the token rules that this anchor serves. */
  readonly rules: readonly number[];
  /** Bytes of content around the hit that a decision can need. */
  readonly reach: number;
  /** Whether a rule can match here at all; reads at most `reach` bytes around `offset`. Undefined: always. */
  readonly confirm?: ((bytes: Uint8Array, offset: number, work?: Looks) => boolean) | undefined;
  /** See `Spelling`, both. */
  readonly behind?: Behind | undefined;
  readonly line?: () => string;
}

export type DecoderName =
  | 'plain'
  | 'utf16le'
  | 'utf16be'
  | 'utf32le'
  | 'utf32be'
  | 'escapes'
  | 'base64'
  | 'hex'
  | 'codes'
  | 'bits'
  | 'columns'
  | 'base32'
  | 'base85'
  | 'uuencode'
  | 'reversed'
  | 'rotated'
  | 'joined'
  /** No encoding: the whole object is a container. */
  | 'container';

/** Which hits somebody wants to know of; all of them, but for what is told here. */
export interface Wanted {
  readonly work?: Looks;
  /** Where they begin. */
  readonly part?: Stretch;
  /** Asked before a hit is confirmed. */
  readonly isAsked?: ((offset: number, form: AnchorForm) => boolean) | undefined;
  /** Whether all but one of those that begin in `part` may be left out, whichever that is. */
  readonly isOneEnough?: boolean;
}

/** Says where anything could be, on bytes, before any string is made. */
export interface Sieve {
  /** The largest `reach` of all forms, in bytes: how much context a segment carries on both sides. */
  readonly reach: number;
  /**
   * Confirmed hits in `bytes`, ascending by offset, made for the caller; a shared empty array if there are none. What is looked at is counted
   * off `wanted.work`. What is not wanted may be among them.
   */
  hits(bytes: Uint8Array, wanted?: Wanted): readonly Hit[];
  /** What finds the same hits, faster where the bytes are a version of others that it was given before; see `Searcher`. */
  searcher?(memory?: Memory): Searcher;
  /** Whether a file is code that speaks of credentials, so that it must be seen without any hit; `path` null where it is not known. */
  readonly isRisky?: (path: Uint8Array | null, bytes: Uint8Array) => boolean;
  /** Told of each file, by its reported path: when it is listed (`bytes` null), and with the content of what is not large. */
  readonly notice?: (path: Uint8Array, bytes: Uint8Array | null, isNew?: boolean) => void;
  /** See `Find`. */
  readonly find?: Find;
  /** Of what rules, where they are all that is asked of an object: with these, another thread makes a `Probe`. */
  readonly rules?: readonly TokenRule[];
}

/** Bytes [from, to), counted from the first of those that are given. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Of WebAssembly, whose own types not every program knows. */
export interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** A sieve of another thread, which also reads what it sees something in. */
export interface Probe {
  searcher(memory?: Memory): Searcher;
  /** Whether a scan of an object, as a text with these hits, finds nothing, and has nothing to tell but that it was scanned. */
  isNothing(bytes: Uint8Array, hits: readonly Hit[]): Promise<boolean>;
}

/**
 * Where an ASCII text of one character or more stands, ascending, none of the places in another one: the first `most` of them. Null where there
 * is nothing faster than Node's own search.
 */
export type Find = (bytes: Uint8Array, text: string, most: number) => readonly number[] | null;

/**
 * Searches bytes, quicker if they lie in the memory of which it was told: it takes pages at its end, at once and no more later, and may read 96
 * bytes behind them.
 */
export type Searcher = (bytes: Uint8Array, origin: Origin<Searched> | null) => Searched;

/** What a search learned of some bytes, for the versions that are made from them; only the search knows the rest of it. */
export interface Searched {
  readonly hits: readonly Hit[];
}

/** How bytes were made from others. */
export interface Origin<T> {
  /** What was learned of these others. */
  readonly learned: T;
  /** Their number, in bytes. */
  readonly size: number;
  /** What was copied from them, in threes: `to`, `from`, number of bytes; ascending by `to`, none of them empty. Valid while the bytes are. */
  readonly copies: Int32Array;
}

/**
 * A stretch of an object: `bytes` begins at object offset `base`. The hits (offsets counted in the object) lie in
 * [`from`, `to`); around them stands as much context as the sieve's reach asks for. Segments come in order and their
 * [`from`, `to`) ranges are contiguous from 0. Valid until the next segment is asked for.
 */
export interface Segment {
  readonly base: number;
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
  readonly hits: readonly Hit[];
}

/** An object in which something could be. A clean object never becomes one. */
export interface Candidate {
  readonly kind: ContentKind;
  readonly places: readonly Place[];
  /** The way through containers to this content: `['!/a/run.ipynb']`; absent for what is in none. */
  readonly trail?: readonly string[];
  /** Whether one segment holds the entire object. */
  readonly whole: boolean;
  segments(): AsyncIterable<Segment> | Iterable<Segment>;
  /** Of what comes in more than one segment: whether it is code that may show a credential, as far as the segments have come. */
  readonly isLargeCode?: () => boolean;
  /** The ledger counts the object as only partly scanned, for `reason`. */
  partial(reason: SkipReason): void;
  /** Told if there is something in it, or something that could not be read: a source that remembers what is clean must read it again. */
  readonly matched?: () => void;
  /** Whether the bytes are what their id says; asked only where something is told of them. What is not is dropped, and comes again from elsewhere. */
  readonly isTrue?: () => boolean;
  /** The old sides of a change: a credential that one of them holds already is not new. */
  readonly before?: OldSides;
}

/** Content that a change replaces, by ids that stay the same within a run, so that each is read at most once. */
export interface OldSides {
  /** The old sides of this object. */
  readonly own: readonly string[];
  /** Those that count for every object of the change; the same array each time. */
  readonly common: readonly string[];
  /** What cannot be read is left out: then everything counts as new. */
  read(ids: readonly string[]): AsyncIterable<OldSide>;
}

export interface OldSide {
  readonly id: string;
  readonly candidate: Candidate;
  /** Whether it is what its id says; asked once its segments were read. */
  isTrue(): boolean;
}

export type ScanMode = 'tree' | 'staged' | 'range' | 'history' | 'everything' | 'stdin';

/** Gives content. `candidates` lists every object in the ledger and yields those in which the sieve sees something. */
export interface Source {
  readonly mode: ScanMode;
  /** What was scanned, for people: escaped, no absolute path. */
  readonly target: string;
  candidates(sieve: Sieve, ledger: Ledger, signal?: AbortSignal): AsyncIterable<Candidate>;
  /** The number of commits listed; known after the last candidate. */
  commits?(): number;
  /** Whether it is at its end and nothing was read, since all of it was read before, by rules that were proven then, and was clean. */
  isKnown?(): boolean;
  /** Leaves for the next scan what this one gave; called at the end, if nothing failed. */
  remember?(): void;
  /** The other files of what is scanned, to look from one into another. */
  readonly beside?: Beside | Snapshot;
  /** Lets `use` work with what the files of code became, `objects` among them. Only ranges have it; after the last candidate. */
  codeChange?<T>(objects: ReadonlySet<string>, use: (change: CodeChange) => Promise<T>): Promise<T>;
  /** What git would ignore of what was scanned; after the last candidate. */
  survey?(): Promise<Survey | null>;
  /**
   * Lets `use` work with what the history of a repository (see `Place`) says of objects. Only sources of git's history have it; after the
   * last candidate.
   */
  trace?<T>(repository: Uint8Array | undefined, question: TraceQuestion, use: (trace: Trace) => Promise<T>): Promise<T>;
}

/** Files by their paths, a character for each byte. */
export interface Beside {
  /** Modules of Python and JavaScript that were listed so far. */
  modules(): Iterable<string>;
  /** The content of a file, null for what is not there, cannot be read or has more than a megabyte. */
  read(path: string): Promise<Uint8Array | null>;
  /** What is in a folder, by name; `''` is the top, others have `/` at their end. Nothing if there is none. */
  names(folder: string): ReadonlySet<string>;
}

/** Files of a commit, of those that matter to a change: with their versions before and behind it. */
export interface Snapshot extends Beside {
  paths(): Iterable<string>;
  /** The id of the blob at a path; null if there is none. */
  blob(path: string): string | null;
  /** The same in each commit that comes before: the parents, or where a range begins. */
  before(): Promise<readonly Snapshot[]>;
  /** Whether the change has nothing to do with a path, which was named all the same: then there is no old version of it. */
  isKept(path: string): boolean;
  /** Whether something was not read, since too much was asked for. */
  readonly isCut: boolean;
}

/** What a range makes of files of code. */
export interface CodeChange {
  /** What its ends have, in the order in which they were named. */
  ends(): AsyncIterable<Snapshot>;
  /** The commit that brings a blob to a path, the first if there are several; null if none is known. */
  commitOf(path: string, blob: string): Stamp | null;
  /** Whether all changes are known. */
  readonly isWhole: boolean;
}

/** What git would do with paths; they are as reported. */
export interface Survey {
  /** False where there is no repository, but `.gitignore` files that tell what there will be. */
  readonly isRepository: boolean;
  /** The top folder, `''` or with `/` at its end; null if only a part of the project is scanned. */
  readonly top: string | null;
  /** In the order of `paths`; null for what git cannot be asked about. Paths have a character for each byte. */
  ask(paths: readonly string[]): Promise<readonly (PathAnswer | null)[]>;
  /** The text of the `.gitignore` at a path, null if there is none that git would read. */
  read(path: string): string | null;
}

export interface PathAnswer {
  readonly isTracked: boolean;
  /** The line that decides, counted from 1, null if none does; `file` is null for one that is not in the scanned folder. */
  readonly by: {
    readonly of: 'gitignore' | 'exclude' | 'global';
    readonly file: string | null;
    readonly line: number;
  } | null;
  /** What that line says. */
  readonly isIgnored: boolean;
}

/** What is asked of a repository's history, after its content was scanned. */
export interface TraceQuestion {
  /** Ids of blobs. */
  readonly objects: ReadonlySet<string>;
  /** Names of files or directories, a character for each byte. */
  readonly names: ReadonlySet<string>;
}

/** A commit that changes a file. */
export interface PathChange {
  readonly commit: Stamp;
  readonly path: Uint8Array;
  /** The file in each parent, null where it is not there; nothing for a commit without parents. */
  readonly before: readonly (string | null)[];
  /** The file in the commit, null where it is not there. */
  readonly after: string | null;
}

/** Refs by their full names, in byte order; the first twenty, and how many there are. */
export interface RefsHaving {
  readonly names: readonly Uint8Array[];
  readonly total: number;
}

/** What one repository's history says. */
export interface Trace {
  /** Whether all changes are known. */
  readonly isWhole: boolean;
  /** The changes that bring or take one of the objects, or of the names, asked for; in no order. */
  readonly changes: readonly PathChange[];
  /** What merges leave out that one of their parents has, where no other commit takes it; in no order. They bring nothing. */
  readonly drops: readonly PathChange[];
  /** The place of a commit in history, a parent's before its children's; -1 if it is in none of the refs. */
  positionOf(commit: string): number;
  /** The blob that HEAD's commit has at a path that one of the changes names; null if there is none. */
  headBlob(path: Uint8Array): string | null;
  /** Whether HEAD's history has a commit. */
  isInHead(commit: string): boolean;
  /** For each group of commits or other objects, the refs whose history has one of them, or which name one. */
  refsOf(groups: readonly (readonly string[])[]): readonly RefsHaving[];
  /** Of objects that none of the changes brings, the paths at which an index has them. */
  readonly inIndex?: ReadonlyMap<string, Uint8Array>;
  /** What `change` replaces and what its commit deletes; only where older content was not scanned. */
  readonly oldSides?: (change: PathChange) => OldSides;
  /** Whether a file or folder was there before the first of the commits; only where older content was not scanned. */
  readonly wasThere?: (path: Uint8Array) => boolean;
}

/** What git is run with, from outside. */
export interface GitEnvironment {
  /** PATH, to find git. */
  readonly searchPath: string | undefined;
  /** Where temporary folders are made; the system's place unless given. */
  readonly temporary?: string;
  /** Milliseconds without any progress after which git is stopped; a minute unless given. */
  readonly patience?: number;
  /** The git programs that are known to keep to the shadow; without it, each is tested once a run. */
  readonly proven?: { has(id: string): boolean; add(id: string): unknown };
  /** The user's own file of what to ignore everywhere; absolute. */
  readonly excludesFile?: string;
}

// ---------------------------------------------------------------- passages, matches, findings

/** A range of bytes in an object, end exclusive. */
export interface SourceSpan {
  readonly start: number;
  readonly end: number;
}

/** Text that was read out of an object, with the way back to its bytes. */
export interface Passage {
  readonly kind: 'text' | 'decoded' | 'notebook-source' | 'notebook-output';
  /** One UTF-16 unit a character; bytes that are no ASCII may be replaced, ASCII never is. */
  readonly text: string;
  /** How to get here inside the file: `['cell 3', 'output 1']`, `['base64']`; names of ours, nothing of the content. */
  readonly trail: readonly string[];
  /** The bytes behind text[start, end); several spans where the text was joined from pieces. */
  toSource(start: number, end: number): readonly [SourceSpan, ...SourceSpan[]];
  /** Whether compression keeps no positions: `toSource` then answers where all of the packed text stands. */
  readonly isBlurred?: boolean;
}

export interface Match {
  readonly rule: TokenRule;
  readonly passage: Passage;
  /** The credential in `passage.text`, in UTF-16 units, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly secret: Secret;
}

export interface Verdict {
  readonly state: 'report' | 'suppressed';
  readonly by: 'already-committed' | 'placeholder' | 'known-public' | 'allow' | 'baseline' | 'config' | null;
  readonly reason: string | null;
}

/** Lines end at `\n` alone; lines and columns from 1, columns in UTF-16 units, end exclusive; `offset` in bytes. */
export interface Location {
  readonly path: Uint8Array;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly offset: number;
  readonly trail: readonly string[];
  /** GitHub's hash of the line, `primaryLocationLineHash`, where it was asked for and could be computed. */
  readonly lineHash?: string;
}

/** A line cut around the finding. `text` is masked; `start` and `end` are UTF-16 units in it, end exclusive. */
export interface Excerpt {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Credential {
  /** `hf1:…`, by value alone; null for a value under 128 bits. */
  readonly id: string | null;
  readonly type: string;
  readonly secret: Secret;
}

/** The life of a credential at one path, or in one message. */
export interface Timeline {
  /** The first commit that has it; null if no commit is known. */
  readonly added: Stamp | null;
  /** The last commit that takes it away; null if none is known, or HEAD has it. */
  readonly removed: Stamp | null;
  /** Whether the commit that HEAD names has it still. */
  readonly inHead: boolean;
  /** Full names of refs whose history has it, sorted by bytes; the first twenty. */
  readonly refs: readonly Uint8Array[];
  readonly refsTotal: number;
  /** Versions of the file that hold it. */
  readonly versions: number;
}

/** A place on the way of a value through code. */
export interface FlowStep extends Omit<Location, 'path' | 'offset' | 'trail' | 'lineHash'> {
  /** What the code calls it there; names only. */
  readonly words: string;
  /** The line, masked. */
  readonly text: string;
}

/** How code comes to show a credential. */
export interface Flow {
  /** Why it is one: 1 proof, 2 its name, 3 its role. */
  readonly strength: 1 | 2 | 3;
  readonly shown: 'whole' | 'partial' | 'environment';
  /** From the source to the sink, in that order; at least the sink. */
  readonly steps: readonly FlowStep[];
  /** A line of code in the language of the sink. */
  readonly fix: string;
}

export interface Finding {
  readonly kind: 'leak' | 'risk';
  readonly rule: Rule;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly message: string;
  readonly fingerprint: string;
  /** Null for a risk. */
  readonly credential: Credential | null;
  /** Only of a risk. */
  readonly flow?: Flow;
  /** Of a file that git must not take in: the lines that its location, a `.gitignore`, needs; none where it is ignored already. */
  readonly ignoreBy?: readonly string[];
  readonly location: Location;
  readonly places: readonly Place[];
  readonly excerpt: Excerpt | null;
  readonly verdict: Verdict;
  /** Only where git's history was scanned. */
  readonly timeline?: Timeline;
}

// ---------------------------------------------------------------- policy

/** A finding that a team has accepted: a line of the baseline. */
export interface BaselineEntry {
  readonly fingerprint: string;
  readonly rule: string;
  readonly reason: string;
  readonly owner?: string;
  /** YYYY-MM-DD, the last day on which it counts. */
  readonly expires?: string;
}

/** What a team has decided, as far as it is about findings; sources leave out by themselves what they can. */
export interface ScanPolicy extends Pick<PolicyReport, 'files' | 'notes' | 'expired'> {
  /** What is accepted. */
  readonly baseline: readonly BaselineEntry[];
  /** For sources that know paths only afterwards: whether what stands at a path is left out. */
  readonly excluded?: ((path: Uint8Array) => boolean) | undefined;
  /** Whether all is scanned that the baseline is about, so that an entry without a finding is idle. */
  readonly isWhole?: boolean | undefined;
}

/** An allow comment beside which there is nothing to allow. */
export interface UnusedAllow {
  readonly path: Uint8Array;
  readonly line: number;
  /** The rule that it names. */
  readonly rule: string;
}

/** What a scan was told to leave out or to accept, and what of that is idle. */
export interface PolicyReport {
  /** The files that it comes from. */
  readonly files: readonly string[];
  /** What whoever reads the report should know of them, in sentences. */
  readonly notes: readonly string[];
  /** Entries of the baseline that accept nothing; known only where everything was scanned. */
  readonly unused: readonly BaselineEntry[];
  /** Entries that count no more; of a scan of parts, those that findings have. */
  readonly expired: readonly BaselineEntry[];
  /** Known only of files on the disk. */
  readonly unusedAllows: readonly UnusedAllow[];
}

// ---------------------------------------------------------------- the account of what was read

/** Failed reasons make every run incomplete, inherent ones only full scans, policy ones none (see ledger.ts). */
export type SkipReason =
  | 'missing-object'
  | 'corrupt-object'
  | 'timeout'
  | 'read-error'
  | 'permission'
  | 'changed-during-read'
  | 'shallow-boundary'
  | 'alloc-limit'
  | 'size-limit'
  | 'decode-error'
  | 'lfs-pointer'
  | 'submodule'
  | 'nested-repository'
  | 'archive-encrypted'
  | 'archive-unsupported'
  | 'archive-limit'
  | 'path-excluded'
  | 'not-selected'
  | 'alternate-outside'
  | 'gitignored'
  | 'git-directory'
  | 'special-file'
  | 'vanished'
  /** Code that is too large for the rules about code; all else in it was looked for. */
  | 'code-limit';

export interface Tally {
  readonly objects: number;
  readonly bytes: number;
}

export interface ReasonTally extends Tally {
  readonly reason: SkipReason;
  /** Names, ascending: the first thousand, or five where nothing was lost (ledger.ts). */
  readonly examples: readonly Uint8Array[];
}

/** listed = scanned + deduplicated + partial + skipped, in objects and in bytes. */
export interface LedgerTotals {
  readonly listed: Tally;
  readonly scanned: Tally;
  readonly deduplicated: Tally;
  readonly partial: readonly ReasonTally[];
  readonly skipped: readonly ReasonTally[];
}

/** What a source tells as it goes. `list` when an object is known to exist, `size` when its size is, one of the others at its end. */
export interface Ledger {
  list(objects: number): void;
  size(bytes: number): void;
  /** `bytes` are those of all `objects`, of which there is one unless told. */
  scanned(bytes: number, objects?: number): void;
  deduplicated(bytes: number): void;
  partial(reason: SkipReason, bytes: number, example: Uint8Array): void;
  skipped(reason: SkipReason, bytes: number, example: Uint8Array): void;
}

/** How to scan what a source lists. */
export interface ScanOptions {
  /** The rules; the built-in ones unless given. */
  readonly rulebook?: Rulebook;
  /** Reasons for which content may be left out and the run still be complete. */
  readonly allowIncomplete?: readonly SkipReason[];
  /** Whether `hfleaks:allow` comments in the content count. Default true. */
  readonly honourAllow?: boolean;
  /** Whether to compute GitHub's line hashes, for SARIF. Default false. */
  readonly lineHashes?: boolean;
  readonly policy?: ScanPolicy | undefined;
  /** Whether to look for code that shows credentials also in history. Default false: what is old cannot be mended. */
  readonly risks?: boolean;
  /** Called before the first file is read as code, and before a megabyte or more of one object in which something is; again for each of these. */
  readonly beforeMuch?: () => void;
  readonly signal?: AbortSignal;
}

export interface Report {
  /** `commits` is their number, where commits were listed. */
  readonly scan: { readonly mode: ScanMode; readonly target: string; readonly commits?: number };
  readonly rules: Rulebook;
  readonly complete: boolean;
  readonly ledger: LedgerTotals;
  /** The account of what is inside containers; null if none was opened. */
  readonly members: LedgerTotals | null;
  /** Sorted by path bytes, then offset, then rule. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  /** Absent where there is none, and nothing to say. */
  readonly policy?: PolicyReport;
}
