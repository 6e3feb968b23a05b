/** Readers for search parameters: a wrong or empty value is as good as none, so that any URL opens a page. */

/** A text of reasonable length, or undefined. */
export function textParam(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" ? value.slice(0, 400) : undefined;
}

/** A longer text, such as a filter expression, or undefined. */
export function longTextParam(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, 2000) : undefined;
}

/** One of the named values, or undefined. */
export function choiceParam<Choice extends string>(value: unknown, choices: readonly Choice[]): Choice | undefined {
  return choices.find((choice) => choice === value);
}

/** A page number from 2 on, or undefined for the first page. */
export function pageParam(value: unknown): number | undefined {
  const page = Number(value);
  return Number.isInteger(page) && page > 1 ? page : undefined;
}

/** Drops undefined entries, so that an optional parameter is absent rather than undefined. */
export function present<Entries extends Record<string, unknown>>(
  entries: Entries,
): { [Key in keyof Entries]?: Exclude<Entries[Key], undefined> } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Entries]?: Exclude<Entries[Key], undefined>;
  };
}

/** An address whose list shows another page: the one of the cursor, or the first. */
export function atPage<Search extends { readonly after?: string }>(
  { after: _, ...rest }: Search,
  after: string | undefined,
): Omit<Search, "after"> & { readonly after?: string } {
  return after === undefined ? rest : { ...rest, after };
}
