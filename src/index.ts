// The library: everything that other programs may use.
export { openCache } from './cache/index.ts';
export { checkRules } from './check.ts';
export { type ErrorCode, HfleaksError } from './errors.ts';
export {
  locateRepository,
  type Repository,
  requireRepository,
  requireRepositoryFor,
  type Variables,
} from './git/repository.ts';
export { SKIP_REASONS } from './ledger.ts';
export { displayPath } from './path.ts';
/** A team's policy, wherever its files come from: `scan(source, { policy: await scanPolicy(await policyOf(diskFiles(root))) })`. */
export { policyChanges } from './policy/changes.ts';
export { diskFiles } from './policy/disk-files.ts';
export { commitFiles } from './policy/git-files.ts';
export { type Policy, type PolicyOptions, policyOf, type ReadPolicyFile } from './policy/policy.ts';
export { scanPolicy } from './policy/scan-policy.ts';
export { type Format, formats, type RenderOptions, render } from './report/index.ts';
/** Optional rules are chosen here: `scan(source, { rulebook: builtinRulebook(['partial']) })` looks for cut or masked tokens too. */
export { builtinExamples, builtinRulebook, userRulebook } from './rulebook/load.ts';
export { RULE_OPTIONS } from './rulebook/option.ts';
export { scan } from './scan.ts';
export { Secret } from './secret.ts';
export { historySource } from './sources/history.ts';
export type { HistoryOptions } from './sources/history-options.ts';
export { memorySource } from './sources/memory.ts';
export { type RangeOptions, rangeSource } from './sources/range.ts';
export type { RangeRequest } from './sources/range-form.ts';
export { type StagedOptions, stagedSource } from './sources/staged.ts';
export { stdinSource } from './sources/stdin.ts';
export { type TreeOptions, treeSource } from './sources/tree.ts';
export type * from './types.ts';
export { VERSION } from './version.ts';
