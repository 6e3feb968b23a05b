import { describe, expect, test } from "vitest";
import type { Json } from "../json.ts";
import { failureOf } from "../testing/failure.ts";
import { OPERATIONS_MAX, readPatchMessage } from "./message.ts";
import { PATCH_OP_SCHEMA } from "./types.ts";

function message(...operations: Json[]): Json {
  return { schemas: [PATCH_OP_SCHEMA], Operations: operations };
}

describe("readPatchMessage", () => {
  test("P-01: reads operations; the URN of the message in any letter case", () => {
    const Operations = [
      { op: "add", path: "title", value: "x" },
      { op: "remove", path: "a" },
    ];
    expect(readPatchMessage({ schemas: [PATCH_OP_SCHEMA.toUpperCase()], Operations })).toEqual(Operations);
  });

  test("a null value is kept, a null path is none", () => {
    expect(readPatchMessage(message({ op: "replace", path: null, value: null }))).toEqual([
      { op: "replace", value: null },
    ]);
  });

  test.each<[string, unknown, string, string]>([
    ["P-01: no object", [], "invalidSyntax", "The request body must be a JSON object."],
    ["P-01: no schema", { Operations: [] }, "invalidSyntax", `"schemas" must contain "${PATCH_OP_SCHEMA}".`],
    ["P-01: no operations", message(), "invalidSyntax", '"Operations" must be an array with at least one operation.'],
    [
      "P-01: operations are no array",
      { schemas: [PATCH_OP_SCHEMA], Operations: {} },
      "invalidSyntax",
      '"Operations" must be an array with at least one operation.',
    ],
    ["P-01: an operation is no object", message("x"), "invalidSyntax", "Operations[0] must be an object."],
    [
      "P-02: another op",
      message({ op: "add", path: "a", value: 1 }, { op: "move", path: "a" }),
      "invalidSyntax",
      'Operations[1]: "op" must be "add", "remove" or "replace".',
    ],
    [
      "P-02: no op",
      message({ path: "a" }),
      "invalidSyntax",
      'Operations[0]: "op" must be "add", "remove" or "replace".',
    ],
    [
      "P-01: names in another letter case",
      { schemas: [PATCH_OP_SCHEMA], operations: [{ op: "remove", path: "a" }] },
      "invalidSyntax",
      '"Operations" must be an array with at least one operation.',
    ],
    [
      "P-02: an op in another letter case",
      message({ op: "Replace", value: {} }),
      "invalidSyntax",
      'Operations[0]: "op" must be "add", "remove" or "replace".',
    ],
    ["add without value", message({ op: "add", path: "a" }), "invalidValue", 'Operations[0]: "add" needs a "value".'],
    [
      "P-06: an empty path",
      message({ op: "remove", path: "" }),
      "invalidPath",
      'Operations[0]: "path" must be a text that is not empty.',
    ],
    [
      "P-06: a path that is no text",
      message({ op: "remove", path: 1 }),
      "invalidPath",
      'Operations[0]: "path" must be a text that is not empty.',
    ],
  ])("refuses %s", (_, body, code, detail) => {
    expect(failureOf(() => readPatchMessage(body))).toEqual({ code, detail });
  });

  test("refuses more operations than the bound, and takes the bound", () => {
    const operations = (count: number): Json[] => Array.from({ length: count }, () => ({ op: "remove", path: "a" }));
    expect(readPatchMessage(message(...operations(OPERATIONS_MAX)))).toHaveLength(OPERATIONS_MAX);
    expect(failureOf(() => readPatchMessage(message(...operations(OPERATIONS_MAX + 1))))).toEqual({
      code: "tooLarge",
      detail: "A PATCH message has at most 2000 operations.",
    });
  });
});
