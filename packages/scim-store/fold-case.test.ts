import { foldCase } from "@lockstep/scim";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createStoreFixture, type StoreFixture } from "./testing/store-fixture.ts";

let fixture: StoreFixture;
beforeAll(async () => {
  fixture = await createStoreFixture();
});
afterAll(() => fixture.close());

/** Every full-width and half-width character, and texts in which parts meet. */
const TEXTS = [
  ...Array.from({ length: 0xf0 }, (_, index) => String.fromCharCode(0xff00 + index)),
  ..."\u3000 ʼ\\'\"%_aZéÉΣςΩßİıﬁ²Ⅳ😀𝒥",
  "",
  "Ｊａｎｅ＠ＡＣＭＥ．example",
  "ｶﾞｽ ΟΔΥΣΣΕΥΣ Ame\u0301lie",
  "Plain ASCII, with 'quotes' and \\ strokes",
];

it("SQL folds every text as foldCase does", async () => {
  const rows = await fixture.test.asOwner(
    "select value, fold_case(value) as folded from unnest($1::text[]) with ordinality as t(value, place) order by place",
    [TEXTS],
  );
  expect(rows.map((row) => [row["value"], row["folded"]])).toEqual(TEXTS.map((text) => [text, foldCase(text)]));
});
