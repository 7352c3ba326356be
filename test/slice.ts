// Long tables: a part of them in every run, all of them with `npm run test:long`.

/** Whether all of the long tables are run, and each run of the bundle is a process of its own. */
export const isLong = process.env.HFLEAKS_LONG !== undefined;

/** Every `step`th row, beginning with `first`; all rows where HFLEAKS_LONG is set. */
export function slice<T>(rows: readonly T[], step: number, first = 0): T[] {
  return rows.filter((_, at) => isLong || at % step === first);
}

/** How much is tried: `some` in every run, `all` where HFLEAKS_LONG is set. */
export function amount(all: number, some: number): number {
  return isLong ? all : some;
}

/** Each row with one of the columns, which take turns; with each of them where HFLEAKS_LONG is set. */
export function pairs<R, C>(rows: readonly R[], columns: readonly C[]): (readonly [R, C])[] {
  return rows.flatMap((row, at) =>
    slice(columns, columns.length, at % columns.length).map((column) => [row, column] as const),
  );
}
