import { sql } from "kysely";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createWorld, type World } from "../testing/world.ts";
import { booleanList, textList } from "./list-parameter.ts";

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.end());

const LISTS = [
  [],
  ["one", "two"],
  ["", null, "null", "NULL", " blank "],
  ["{}", "{a,b}", ",", "[1]", "'single'", "日本語 🌍", "\u007f\u0080\u2028"],
  ['say "hello"', "\\", '"\\"', "\\\\", "ends with one\\", 'Nobody has login "jane" and email "".'],
  ['say "hello"', "back\\slash", "\\n", "line\nbreak", "tab\t", "\u0001\u001f", '"', "\\"],
];

it.each(LISTS)("a list arrives as it is: %j", async (...values) => {
  const { rows } = await sql<{ list: unknown }>`select ${textList(values)} as list`.execute(world.database.kysely);
  expect(rows).toEqual([{ list: values }]);
});

it("truth values arrive as they are", async () => {
  const list = [true, false, true];
  const { rows } = await sql`select ${booleanList(list)} as list, ${booleanList([])} as none`.execute(
    world.database.kysely,
  );
  expect(rows).toEqual([{ list, none: [] }]);
});
