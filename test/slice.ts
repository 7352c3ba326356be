// Long tables: a part of them in every run, all of them with `npm run test:long`.

/** Every `step`th row, beginning with the first; all rows where HFLEAKS_LONG is set. */
export function slice<T>(rows: readonly T[], step: number): T[] {
  return rows.filter((_, at) => process.env.HFLEAKS_LONG !== undefined || at % step === 0);
}
