import type { MappableAttribute, Mapping } from "@lockstep/directory-app/contract";
import { describe, expect, it } from "vitest";
import { changeCount, mappingRows, profileAttribute, valueKind } from "./mapping-rows.ts";

const title: Mapping = { attribute: "title", expression: "user.title", pushStatus: "PUSH" };
const locale: Mapping = { attribute: "locale", expression: "nl", pushStatus: "DONT_PUSH", source: "CONSTANT" };
const attribute = (path: string, name: string): MappableAttribute => {
  return { path, name, title: name.toUpperCase(), description: null, type: "string", required: false, isBase: true };
};

describe("the rows of the mapping table", () => {
  const attributes = [attribute("title", "title"), attribute("locale", "locale"), attribute("nickName", "nickName")];

  it("shows what is mapped, and on demand what nothing fills", () => {
    const table = { items: [title], saved: [title, locale], attributes };
    expect(mappingRows({ ...table, isUnmappedShown: false }).map(({ path }) => path)).toEqual(["title"]);
    const rows = mappingRows({ ...table, isUnmappedShown: true });
    expect(rows.map(({ path, mapping, isChanged }) => [path, mapping === undefined, isChanged])).toEqual([
      ["title", false, false],
      ["locale", true, true],
      ["nickName", true, false],
    ]);
  });

  it("counts what was added, changed and removed", () => {
    expect(changeCount([title], [title])).toBe(0);
    expect(changeCount([{ ...title, pushStatus: "DONT_PUSH" }, locale], [title])).toBe(2);
    expect(changeCount([], [title, locale])).toBe(2);
    expect(changeCount([{ ...title, source: "EXPRESSION" }], [title])).toBe(0);
  });

  it("tells the kinds of values apart", () => {
    expect(valueKind(title)).toBe("PROFILE");
    expect(profileAttribute(title)).toBe("title");
    expect(valueKind({ ...title, expression: "user.title + '!'" })).toBe("EXPRESSION");
    expect(valueKind(locale)).toBe("CONSTANT");
    expect(valueKind({ ...title, source: "GROUP" })).toBe("GROUP");
  });
});
