// The three modules that build/rules-plugin.ts makes from the files in rules/.

declare module 'hfleaks:rules' {
  /** The built-in rules, without their examples. */
  export const rulebook: import('../types.ts').Rulebook;
}

declare module 'hfleaks:examples' {
  /** The examples of the built-in rules, in the rules' order; a chunk of its own, since only checks need it. */
  export const examples: readonly import('../types.ts').RuleExamples[];
}

declare module 'hfleaks:windows' {
  /** For the anchor forms of the built-in rules, in their order: which three bytes of each are looked for, and where; see sieve/windows.ts. */
  export const chosen: { readonly digest: number; readonly windows: readonly number[] };
}
