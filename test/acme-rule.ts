// A rule as a user writes it.

/** The text of its file; `clean` are the lines of its examples of what it must not find. */
export function acmeRule(clean = '  - KEY=acme_none\n'): string {
  return `id: acme-key
title: Key of the Acme service
family: token
type: acme-key
anchors: [acme_]
regex: '(?<secret>acme_[a-z0-9]{24})'
prefix: acme_
confidence: high
severity: error
why: It opens the door.
fix:
  - Revoke it first.
sample: 'acme_[a-z0-9]{24}'
leaks:
  - KEY={{token}}
clean:
${clean}source: https://acme.example/docs
`;
}
