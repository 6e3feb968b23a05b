import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LightHeaders } from "./light-headers.ts";

const name = fc.constantFrom("etag", "ETag", "www-authenticate", "Set-Cookie", "x");
const change = fc.tuple(fc.constantFrom("set", "append", "delete"), name, fc.constantFrom("a", "b", "c"));

describe("Light headers", () => {
  it("say what the standard's say after the same changes", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const [light, real] = [new LightHeaders(), new Headers()];
        for (const [how, key, value] of changes) {
          for (const headers of [light, real]) {
            if (how === "delete") headers.delete(key);
            else headers[how as "set" | "append"](key, value);
          }
        }
        expect([...light]).toEqual([...real]);
        expect([...light.keys()]).toEqual([...real.keys()]);
        expect(light.getSetCookie()).toEqual(real.getSetCookie());
        for (const key of ["ETAG", "www-authenticate", "set-cookie", "none"]) {
          expect([light.get(key), light.has(key)]).toEqual([real.get(key), real.has(key)]);
        }
      }),
    );
  });

  it("go to the socket one by one, several of one name as well", () => {
    const headers = new LightHeaders();
    headers.append("WWW-Authenticate", "Basic");
    headers.set("ETag", "1");
    headers.append("www-authenticate", "Bearer");
    expect(headers.toRaw()).toEqual(["www-authenticate", "Basic", "etag", "1", "www-authenticate", "Bearer"]);
  });
});
