import { describe, expect, test } from "vitest";
import { assertNoPlainHttp, type PublishedSide } from "./plain-http.ts";

const side = (publicUrl?: string): PublishedSide => ({
  side: "service",
  publicUrl,
  urlVariable: "LOCKSTEP_SERVICE_URL",
});
const check =
  (host: string, publicUrl?: string, trustsProxy = false) =>
  () =>
    assertNoPlainHttp(host, [side("https://other.example"), side(publicUrl)], trustsProxy);

describe("plain HTTP", () => {
  test.each(["127.0.0.1", "127.3.2.1", "localhost", "::1"])("may be served on %s [H-12]", (host) => {
    expect(check(host)).not.toThrow();
    expect(check(host, "http://service.example.com")).not.toThrow();
  });

  test.each(["0.0.0.0", "::", "192.0.2.1", "10.0.0.1", "service.example.com", "127.example.com", "1127.0.0.1"])(
    "is refused on %s unless a proxy ends TLS in front of it [H-12]",
    (host) => {
      expect(check(host)).toThrow(expect.objectContaining({ name: "StartupError" }));
      expect(check(host, "http://service.example.com")).toThrow(
        `On ${host}, the service would serve passwords and keys over plain HTTP to other machines: put a proxy with TLS in front and set LOCKSTEP_SERVICE_URL to its https address, or set LOCKSTEP_TRUST_PROXY=on when a proxy does that already, or unset LOCKSTEP_HOST.`,
      );
      expect(check(host, "https://service.example.com")).not.toThrow();
      expect(check(host, undefined, true)).not.toThrow();
    },
  );
});
