import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findWrittenEvents } from "./events-page.ts";
import { generatedPages } from "./pages.ts";

describe("the generated reference pages", () => {
  it.each(generatedPages().map(({ path, text }) => [path, text]))(
    "%s is up to date: npm run reference writes it",
    (path, text) => {
      expect(readFileSync(path, "utf8")).toBe(text);
    },
  );

  it("name what the source names", () => {
    const [api, schemas, , events] = generatedPages().map(({ text }) => text);
    expect(api).toMatch(/### GET \/v1\/groups\/\{id\}\/members\n/);
    expect(api).toMatch(/### PATCH \/SCIM\/v2\/Users\/\{id\}\n/);
    expect(schemas).toMatch(/\| `userName` \| string \| required, .*unique/);
    expect(schemas).toMatch(/\| `emails\.type` \| string \| {2}\| `work`, `home`, `other`/);
    expect(events).toMatch(/\| `application\.provision\.user\.push` \| an account was created in the app \|/);
  });

  it("every event type that the directory writes is in its catalogue", () => {
    const { types, unknown } = findWrittenEvents();
    expect(unknown).toEqual([]);
    expect(types.length).toBeGreaterThan(50);
  });
});
