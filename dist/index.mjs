import api from './index.cjs';

export const {
  HfleaksError,
  SKIP_REASONS,
  Secret,
  VERSION,
  builtinExamples,
  builtinRulebook,
  checkRules,
  displayPath,
  formats,
  locateRepository,
  memorySource,
  render,
  requireRepository,
  scan,
  stagedSource,
  stdinSource,
  treeSource,
  userRulebook,
} = api;
