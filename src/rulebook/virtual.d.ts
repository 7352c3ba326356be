// The modules that build/rules-plugin.ts makes from the files in rules/.

declare module 'hfleaks:rules' {
  /** The built-in rules, without their examples. */
  export const rulebook: import('../types.ts').Rulebook;
}

declare module 'hfleaks:examples' {
  /** The examples of the built-in rules, in the rules' order; a chunk of its own, since only checks need it. */
  export const examples: readonly import('../types.ts').RuleExamples[];
}

declare module 'hfleaks:forms' {
  /** The anchor forms of the built-in rules that are usual. */
  export const known: import('../forms.ts').KnownForms;
}

declare module 'hfleaks:windows' {
  /**
   * For the anchor forms of the built-in rules, in their order, and for the words of code that is looked at: which three bytes of each are
   * looked for, and where; see sieve/windows.ts.
   */
  export const chosen: readonly { readonly digest: number; readonly windows: readonly number[] }[];
}

declare module 'hfleaks:logging' {
  /** Where a credential can be seen. `at` names places that no call is: `raise`, `cell-echo`, `url-query` … */
  export interface LoggingSink {
    /** Names of callees, resolved through imports; `*.name` is a method of anything. */
    readonly calls: readonly string[];
    readonly at: readonly string[];
    /** Positions and keywords of the arguments that are shown; null for all. */
    readonly args: readonly string[] | null;
    readonly except: readonly string[];
  }

  /** What a rule accepts: `credential` whole, `env` for all variables, `partial` for a piece. */
  export type LoggingLabel = 'credential' | 'env' | 'partial';
  /** How the value arrives: itself, inside a list or mapping, inside the options of a command line. */
  export type LoggingForm = 'value' | 'container' | 'namespace';

  /** What the engine needs of a rule; what reports say of it is in `hfleaks:rules`. */
  export interface LoggingRule {
    readonly id: string;
    readonly languages: readonly string[];
    readonly severity: 'error' | 'warning' | 'info';
    /** A line of code by language, `any` where it is the same for all. */
    readonly fix: Readonly<Record<string, string>>;
    readonly takes: readonly LoggingLabel[];
    readonly forms: readonly LoggingForm[];
    /** Whether it takes only the program's own credentials, by where they come from or a name in capitals. */
    readonly isCertain: boolean;
    /** Whether it is a page for one visitor, who may see what the same visitor entered. */
    readonly isPersonal: boolean;
    readonly sinks: readonly LoggingSink[];
  }

  export interface LoggingVocabulary {
    /** Regexes by name: `credential`, `flag`, `weak`, `sanitizer` … */
    readonly patterns: Readonly<Record<string, string>>;
    /** Names by what they are: `environment`, `credentials`, `propagators` … */
    readonly lists: Readonly<Record<string, readonly string[]>>;
    /** Other names of a thing: `streamlit: [st]`. */
    readonly same: Readonly<Record<string, readonly string[]>>;
    /** Sinks that several rules share. */
    readonly sinks: Readonly<Record<string, LoggingSink>>;
  }

  export interface LoggingRulebook {
    readonly rules: readonly LoggingRule[];
    readonly vocabulary: LoggingVocabulary;
  }

  export interface LoggingExample {
    readonly as: string;
    readonly text: string;
  }

  export interface LoggingExamples {
    readonly rule: string;
    readonly bad: readonly LoggingExample[];
    readonly good: readonly LoggingExample[];
  }

  /** The built-in rules about Python and JavaScript that shows credentials, by id; the rules of shells are code. */
  export const logging: LoggingRulebook;
}

declare module 'hfleaks:logging-examples' {
  export const examples: readonly import('hfleaks:logging').LoggingExamples[];
}
