import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StartupError } from "@lockstep/database";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readDefinitionFiles } from "./definition-files.ts";
import { BUILT_IN } from "./resource-types.ts";

const SCHEMA = ["urn:ietf:params:scim:schemas:core:2.0:Schema"];
const TYPE = ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"];
const URN = "urn:example:core:Device";
const schema = { schemas: SCHEMA, id: URN, attributes: [{ name: "serial" }] };
const type = { schemas: TYPE, name: "Device", endpoint: "/Devices", schema: URN };

describe("readDefinitionFiles", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lockstep-definitions-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = (name: string, content: unknown) =>
    writeFile(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  const read = () => readDefinitionFiles(folder, BUILT_IN);

  it("reads files with one definition or a list, in any order of need, and nothing else [T-01]", async () => {
    await write("a-type.json", type);
    await write("b-schemas.json", [schema, { ...schema, id: "urn:example:extension:Badge" }]);
    await write("readme.txt", "not JSON");
    const catalogue = await read();
    expect(catalogue.shapes.map((shape) => shape.type.name)).toEqual(["User", "Group", "Device"]);
    expect(catalogue.schemas.map(({ id }) => id)).toContain("urn:example:extension:Badge");
  });

  it("reads an extension of a built-in type, and leaves the base alone when there is no file [T-01]", async () => {
    expect((await read()).shapes).toEqual(BUILT_IN.shapes);
    const badge = "urn:example:extension:Badge";
    const { name, endpoint, schema: core } = BUILT_IN.shapes[1]?.type ?? {};
    await write("badge.json", [
      { ...schema, id: badge },
      { schemas: TYPE, name, endpoint, schema: core, schemaExtensions: [{ schema: badge }] },
    ]);
    const group = (await read()).shapes[1];
    expect(group?.extensions.map((extension) => extension.schema.id)).toEqual([badge]);
  });

  it.each<[string, unknown, string]>([
    ["no JSON", "{", "is no JSON that can be read"],
    ["no UTF-8", Buffer.from([0x22, 0xff, 0x22]), "is no JSON that can be read"],
    ["no kind", {}, "cannot be used: schemas must be"],
    ["no kind in a list", [schema, 7], "cannot be used: [1].schemas must be"],
    [
      "a faulty attribute",
      { ...schema, attributes: [{ name: "a", type: "x" }] },
      `"${URN}", attributes[0].type must be one of`,
    ],
    ["an unknown schema", type, `"Device", schema "${URN}" is not defined`],
    [
      "a taken endpoint",
      [schema, { ...type, endpoint: "/Users" }],
      '"Device", endpoint "/Users" is the endpoint of "User"',
    ],
    ["too much", `"${"x".repeat(1_048_576)}"`, "it is larger than 1048576 bytes"],
    [
      "a demand on built-in types",
      [schema, { ...BUILT_IN.shapes[1]?.type, schemas: TYPE, schemaExtensions: [{ schema: URN, required: true }] }],
      'cannot be required for "Group"',
    ],
  ])("ends the start over %s in one sentence that names the file [T-01]", async (_, content, sentence) => {
    await (Buffer.isBuffer(content) ? writeFile(join(folder, "faulty.json"), content) : write("faulty.json", content));
    const error = await read().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(StartupError);
    expect((error as Error).message).toContain(join(folder, "faulty.json"));
    expect((error as Error).message).toContain(sentence);
    expect((error as Error).message).not.toContain("\n");
  });

  it("says so when the folder is missing, is no folder, or holds too many files", async () => {
    await expect(readDefinitionFiles(join(folder, "none"), BUILT_IN)).rejects.toThrow(
      /cannot be read .*LOCKSTEP_SCIM_DEFINITIONS/,
    );
    await write("file", "x");
    await expect(readDefinitionFiles(join(folder, "file"), BUILT_IN)).rejects.toThrow(StartupError);
    await mkdir(join(folder, "many"));
    await Promise.all(Array.from({ length: 101 }, (_, index) => write(`many/${index}.json`, "[]")));
    await expect(readDefinitionFiles(join(folder, "many"), BUILT_IN)).rejects.toThrow("more than 100 JSON files");
  });
});
