export type RangeRequest = 
/** Revisions as they were typed; `either` for `A...B`. */
{
    readonly kind: 'revisions';
    readonly include: readonly string[];
    readonly exclude: readonly string[];
    readonly either: readonly (readonly [string, string])[];
}
/** githooks(5), pre-push: lines `<local ref> SP <local oid> SP <remote ref> SP <remote oid> LF`; `remote` is a name, or empty for a URL. */
 | {
    readonly kind: 'push';
    readonly input: string;
    readonly remote: string;
}
/** The ends of a push, of which `from` is empty for a new branch, as a hook framework tells them. */
 | {
    readonly kind: 'framework';
    readonly from: string;
    readonly to: string;
    readonly remote: string;
}
/** githooks(5), pre-receive: lines `<old oid> SP <new oid> SP <ref> LF`. */
 | {
    readonly kind: 'receive';
    readonly input: string;
};
