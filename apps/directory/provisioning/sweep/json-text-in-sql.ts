/**
 * A JSON value with places to be filled, as SQL for the text that PostgreSQL gives of such a `jsonb`. Perf: comparing texts makes
 * a check of 12 µs a person out of one of 17, in which a `jsonb` is built (test/bench/engine.ts, part noop).
 */
import { isJsonArray, isJsonObject, type Json } from "@lockstep/scim";
import { type RawBuilder, sql } from "kysely";

/** What stands at the places of marked texts: SQL for the text of a JSON value, never null. */
export type JsonPlaces = ReadonlyMap<string, RawBuilder<string>>;

/**
 * SQL for the text. It is JSON that says what `marked` says with its places filled; where PostgreSQL would write the same otherwise, such as a
 * number of many digits, it is another text.
 */
export function jsonTextInSql(marked: Json, places: JsonPlaces): RawBuilder<string> {
  const pieces: (string | RawBuilder<string>)[] = [];
  write(marked, places, pieces);
  const joined = pieces.reduce<(string | RawBuilder<string>)[]>((held, piece) => {
    const last = held.at(-1);
    if (typeof piece === "string" && typeof last === "string") held[held.length - 1] = last + piece;
    else held.push(piece);
    return held;
  }, []);
  return sql`(${sql.join(
    joined.map((piece) => (typeof piece === "string" ? sql`${piece}::text` : piece)),
    sql` || `,
  )})`;
}

function write(part: Json, places: JsonPlaces, pieces: (string | RawBuilder<string>)[]): void {
  const place = typeof part === "string" ? places.get(part) : undefined;
  if (place !== undefined) pieces.push(place);
  else if (isJsonArray(part)) {
    const items = part.map((item) => () => write(item, places, pieces));
    writeList(["[", "]"], items, pieces);
  } else if (isJsonObject(part)) {
    const entries = Object.entries(part).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value] as const],
    );
    const items = entries.sort(inOrderOfKeys).map(([key, value]) => () => {
      pieces.push(`${JSON.stringify(key)}: `);
      write(value, places, pieces);
    });
    writeList(["{", "}"], items, pieces);
  } else pieces.push(JSON.stringify(part));
}

function writeList(
  [open, close]: readonly [string, string],
  items: readonly (() => void)[],
  pieces: (string | RawBuilder<string>)[],
): void {
  pieces.push(open);
  for (const [index, item] of items.entries()) {
    if (index > 0) pieces.push(", ");
    item();
  }
  pieces.push(close);
}

/** As `jsonb` keeps them: the shorter first, then by their bytes. */
function inOrderOfKeys([left]: readonly [string, Json], [right]: readonly [string, Json]): number {
  const [one, other] = [Buffer.from(left), Buffer.from(right)];
  return one.byteLength - other.byteLength || one.compare(other);
}
