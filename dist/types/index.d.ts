export { openCache } from './cache/index.js';
export { checkRules } from './check.js';
export { type ErrorCode, HfleaksError } from './errors.js';
export { locateRepository, type Repository, requireRepository, requireRepositoryFor, type Variables, } from './git/repository.js';
export { SKIP_REASONS } from './ledger.js';
export { displayPath } from './path.js';
/** A team's policy, wherever its files come from: `scan(source, { policy: await scanPolicy(await policyOf(diskFiles(root))) })`. */
export { policyChanges } from './policy/changes.js';
export { diskFiles } from './policy/disk-files.js';
export { commitFiles } from './policy/git-files.js';
export { type Policy, type PolicyOptions, policyOf, type ReadPolicyFile } from './policy/policy.js';
export { scanPolicy } from './policy/scan-policy.js';
export { type Format, formats, type RenderOptions, render } from './report/index.js';
/** Optional rules are chosen here: `scan(source, { rulebook: builtinRulebook(['partial']) })` looks for cut or masked tokens too. */
export { builtinExamples, builtinRulebook, userRulebook } from './rulebook/load.js';
export { RULE_OPTIONS } from './rulebook/option.js';
export { scan } from './scan.js';
export { Secret } from './secret.js';
export { historySource } from './sources/history.js';
export type { HistoryOptions } from './sources/history-options.js';
export { memorySource } from './sources/memory.js';
export { type RangeOptions, rangeSource } from './sources/range.js';
export type { RangeRequest } from './sources/range-form.js';
export { type StagedOptions, stagedSource } from './sources/staged.js';
export { stdinSource } from './sources/stdin.js';
export { type TreeOptions, treeSource } from './sources/tree.js';
export type * from './types.js';
export { VERSION } from './version.js';
