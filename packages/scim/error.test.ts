import { describe, expect, test } from "vitest";
import { ScimError, type ScimErrorCode } from "./error.ts";

describe("ScimError", () => {
  test.each<[ScimErrorCode, number, string | undefined]>([
    ["invalidFilter", 400, "invalidFilter"],
    ["tooMany", 400, "tooMany"],
    ["uniqueness", 409, "uniqueness"],
    ["mutability", 400, "mutability"],
    ["invalidSyntax", 400, "invalidSyntax"],
    ["invalidPath", 400, "invalidPath"],
    ["noTarget", 400, "noTarget"],
    ["invalidValue", 400, "invalidValue"],
    ["invalidVersion", 400, "invalidVers"],
    ["invalidCursor", 400, "invalidCursor"],
    ["expiredCursor", 400, "expiredCursor"],
    ["invalidCount", 400, "invalidCount"],
    ["sensitive", 403, "sensitive"],
    ["unauthenticated", 401, undefined],
    ["forbidden", 403, undefined],
    ["notFound", 404, undefined],
    ["methodNotAllowed", 405, undefined],
    ["conflict", 409, undefined],
    ["preconditionFailed", 412, undefined],
    ["tooLarge", 413, undefined],
    ["unsupportedMediaType", 415, undefined],
    ["tooManyRequests", 429, undefined],
    ["internal", 500, undefined],
    ["notImplemented", 501, undefined],
  ])("Z-01, Z-03: %s is %i with scimType %s", (code, status, scimType) => {
    const error = new ScimError(code);
    expect(error).toMatchObject({ code, status, scimType });
    expect(error.toBody()).toEqual({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: String(status),
      ...(scimType === undefined ? {} : { scimType }),
      detail: error.message,
    });
  });

  test("keeps its cause and headers", () => {
    const cause = new Error("why");
    const error = new ScimError("tooManyRequests", "Slow down.", { cause, headers: { "Retry-After": "3" } });
    expect(error.cause).toBe(cause);
    expect(error.headers).toEqual({ "Retry-After": "3" });
    expect(error.detail).toBe("Slow down.");
  });
});
