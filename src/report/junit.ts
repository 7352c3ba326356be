// The report as JUnit's XML, for the test tabs of CI systems: each rule is a test.
import type { Report } from '../types.ts';
import { terminalPhrase } from './escape.ts';
import { whereText } from './frame.ts';
import { createGate } from './gate.ts';
import { rowsOf } from './row.ts';
import { reportedRules } from './sarif-rules.ts';
import { incompleteText } from './summary.ts';

/** A test case for each rule, which fails once for each finding, and one that says whether everything was scanned. */
export function renderJunit(report: Report): string {
  const gate = createGate(report);
  const rows = rowsOf(report, gate);
  const rules = reportedRules(report);
  const cases = rules.map(({ id, family }) => {
    const own = rows.filter(({ finding }) => finding.rule.id === id);
    const failures = own.map(({ finding, message }) => {
      const text = `${whereText(finding, gate, 'author')}: ${terminalPhrase(message)}`;
      return `      <failure type="${finding.severity}" message="${xml(text)}"/>\n`;
    });
    return testCase(`hfleaks.${family}`, id, failures.join(''));
  });
  const gap = incompleteText(report);
  const error = gap === '' ? '' : `      <error type="incomplete" message="${xml(gap)}"/>\n`;
  const counts = `tests="${rules.length + 1}" failures="${rows.length}" errors="${gap === '' ? 0 : 1}"`;
  const inner = `${cases.join('')}${testCase('hfleaks', 'everything was scanned', error)}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="hfleaks" ${counts}>\n  <testsuite name="hfleaks" ${counts}>\n${inner}  </testsuite>\n</testsuites>\n`;
}

function testCase(of: string, name: string, inner: string): string {
  const head = `    <testcase classname="${of}" name="${xml(name)}"`;
  return inner === '' ? `${head}/>\n` : `${head}>\n${inner}    </testcase>\n`;
}

/** What XML cannot hold at all has been escaped, but for two characters; commands of CI systems are broken. */
function xml(text: string): string {
  return text
    .replace(/[\ufffe\uffff\ud800-\udfff]/gu, '\ufffd')
    .replace(/[&<>"']|#(?=#)|:(?=:)/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
