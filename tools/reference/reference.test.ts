import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generatedPages } from "./pages.ts";

describe("the generated reference pages", () => {
  it.each(generatedPages().map(({ path, text }) => [path, text]))(
    "%s is up to date: npm run reference writes it",
    (path, text) => {
      expect(readFileSync(path, "utf8")).toBe(text);
    },
  );

  it("name what the source names", () => {
    const [api, schemas] = generatedPages().map(({ text }) => text);
    expect(api).toMatch(/### GET \/v1\/groups\/\{id\}\/members\n/);
    expect(api).toMatch(/### PATCH \/SCIM\/v2\/Users\/\{id\}\n/);
    expect(schemas).toMatch(/\| `userName` \| string \| required, .*unique/);
    expect(schemas).toMatch(/\| `emails\.type` \| string \| {2}\| `work`, `home`, `other`/);
  });
});
