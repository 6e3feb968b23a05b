import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTarget } from "./request-target.ts";

/** What the URL standard makes of an address. */
function byTheStandard(address: string) {
  const { pathname, search, searchParams } = new URL(address);
  return { pathname, search, parameters: [...searchParams] };
}

function read(address: string) {
  const { pathname, search, parameters } = readTarget(address);
  return { pathname, search, parameters: [...parameters] };
}

describe("The target of a request", () => {
  it.each([
    ...[
      "",
      "/",
      "/scim/v2",
      "/SCIM/v2/Users/",
      "//SCIM///v2//Users",
      "/scim/v2/Users/.search",
      "/scim/./v2",
      "/scim/../v1",
    ],
    ...[
      "/a/b..c/d.",
      "/a/..",
      "/a/%2e%2e/b",
      "/a b",
      "/ä",
      "/a\\b",
      "/a;b@c",
      "/a?",
      "/a?b",
      "/a?b=c&b=%64+e",
      "/a?filter=userName%20eq%20%22x%22",
    ],
    ...["/a?b='c'", '/a?b="c"', "/a?b=c d", "/a?b?c", "/a#b", "/a?b#c", '/scim/v2/Users?filter=emails[type eq "work"]'],
  ])("is what the standard makes of %j", (rest) => {
    expect(read(`http://localhost${rest}`)).toEqual(byTheStandard(`http://localhost${rest}`));
    expect(read(`https://scim.example.com:8443${rest}`)).toEqual(byTheStandard(`https://scim.example.com:8443${rest}`));
  });

  it("is what the standard makes of any address", () => {
    const characters = fc.constantFrom(..."ab/.%2e?&=+ '\"\\#:;~-_é[]{}|^".split(""));
    fc.assert(
      fc.property(fc.array(characters, { maxLength: 20 }), (rest) => {
        const address = `http://localhost/${rest.join("")}`;
        expect(read(address)).toEqual(byTheStandard(address));
      }),
      { numRuns: 3_000 },
    );
  });

  it("is refused where there is none", () => {
    expect(() => readTarget("/scim/v2/Users")).toThrow(TypeError);
  });
});
