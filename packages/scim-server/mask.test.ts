import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskSearch, maskSecrets, secretNames } from "./mask.ts";
import { GROUP_SHAPE, USER_SHAPE } from "./testing/shapes.ts";

const SECRETS = new Set(["password"]);
const USER = "urn:ietf:params:scim:schemas:core:2.0:User";

describe("maskSecrets", () => {
  it.each([
    ["an attribute", { userName: "jane", password: "s3cret" }],
    ["another letter case", { PassWord: "s3cret" }],
    ["a full attribute name", { [`${USER}:password`]: "s3cret" }],
    ["a complex value", { password: { value: "s3cret", old: ["s3cret"] } }],
    ["a PATCH operation with a path", { Operations: [{ op: "replace", path: "password", value: "s3cret" }] }],
    ["a path under its URN", { operations: [{ OP: "Replace", Path: `${USER}:password`, Value: ["s3cret"] }] }],
    ["a PATCH operation without a path", { Operations: [{ op: "replace", value: { password: "s3cret" } }] }],
    [
      "an operation of a bulk request",
      { Operations: [{ method: "POST", path: "/Users", data: { password: "s3cret" } }] },
    ],
    ["a search request", { filter: 'password eq "s3cret"' }],
    ["a text in a list", { Operations: [{ op: "add", path: "name", value: ["password eq 's3cret'"] }] }],
    ["a text in a list of lists", [[["password eq 's3cret'"]]]],
    ["JSON inside a string", { roles: [{ value: '{"password":"s3cret"}' }] }],
  ])("masks %s", (_what, body) => {
    expect(JSON.stringify(maskSecrets(body, SECRETS))).not.toContain("s3cret");
  });

  it("keeps everything else as it was sent", () => {
    const body = {
      schemas: [USER],
      userName: "jane",
      emails: [{ value: "j@x.test", primary: true }],
      active: null,
      n: 1.5,
    };
    expect(maskSecrets(body, SECRETS)).toEqual(body);
  });

  it("lets no value through that stands at or below a secret name, whatever surrounds it", () => {
    const tree = fc.letrec((tie) => ({
      json: fc.oneof(
        { depthSize: "small" },
        fc.string(),
        fc.array(tie("json")),
        fc.dictionary(fc.string(), tie("json")),
      ),
    })).json;
    fc.assert(
      fc.property(
        tree,
        fc.array(fc.constantFrom("a", "data", "value", "Operations"), { maxLength: 4 }),
        (noise, path) => {
          let body: unknown = { noise, password: { deep: [noise, "s3cret-8821"] } };
          for (const name of path) body = { [name]: [body, noise] };
          expect(JSON.stringify(maskSecrets(body, SECRETS))).not.toContain("s3cret-8821");
        },
      ),
    );
  });
});

describe("maskSearch", () => {
  it("masks a query that names a secret, however it is written, and keeps others", () => {
    expect(maskSearch("?filter=password%20eq%20%22x%22", SECRETS)).toBe("?***");
    expect(maskSearch("?filter=pass%77ord+eq+%22x%22", SECRETS)).toBe("?***");
    expect(maskSearch("?filter=%70assword+eq+%22x%22&y=%", SECRETS)).toBe("?***");
    expect(maskSearch("?y=%E0%A4%A&filter=%70assword+eq+%22x%22", SECRETS)).toBe("?***");
    expect(maskSearch("?%70assword=x", SECRETS)).toBe("?***");
    expect(maskSearch("?filter=userName+eq+%22x%22&%", SECRETS)).toBe("?filter=userName+eq+%22x%22&%");
    expect(maskSearch("", SECRETS)).toBe("");
  });
});

describe("secretNames", () => {
  it("are the write-only attributes of the shapes", () => {
    expect(secretNames([USER_SHAPE, GROUP_SHAPE])).toEqual(new Set(["password"]));
    expect(secretNames([GROUP_SHAPE])).toEqual(new Set());
  });
});
