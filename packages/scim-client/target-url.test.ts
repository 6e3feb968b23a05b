import { describe, expect, it } from "vitest";
import { isPrivateAddress, parseAddress } from "./address.ts";
import { checkTargetUrl } from "./index.ts";

describe("where may be provisioned to", () => {
  it.each([
    "https://app.example.com/SCIM/v2/",
    " https://app.example.com ",
    "https://8.8.8.8/scim",
    "https://[2001:4860:4860::8888]/scim",
  ])("%s", (baseUrl) => {
    expect(checkTargetUrl(baseUrl, { reach: "public" })).toMatchObject({ ok: true });
  });

  it.each([
    "http://127.0.0.1:4100/SCIM/v2/",
    "http://localhost:4100",
    "http://[::1]:4100",
    "https://10.1.2.3/",
    "https://a.localhost/",
  ])("%s only when private targets are allowed", (baseUrl) => {
    expect(checkTargetUrl(baseUrl, { reach: "private" })).toMatchObject({ ok: true });
    expect(checkTargetUrl(baseUrl, { reach: "public" })).toMatchObject({
      ok: false,
      message: expect.stringContaining("lies in a private network."),
    });
  });

  it("reaches this machine, and no further inside, where only that is allowed", () => {
    for (const [baseUrl, ok] of [
      ["http://127.0.0.1:4100", true],
      ["http://localhost:4100", true],
      ["https://10.1.2.3/", false],
      ["https://169.254.169.254/", false],
      ["https://app.example.com/", true],
    ] as const) {
      expect(checkTargetUrl(baseUrl, { reach: "loopback" })).toMatchObject({ ok });
    }
  });

  it.each<[string, string]>([
    ["app.example.com/scim", "The base URL is not a web address."],
    ["", "The base URL is not a web address."],
    ["ftp://app.example.com", "The base URL begins with ftp://, which is not a web address."],
    [
      "http://app.example.com/scim",
      "The base URL begins with http: credentials and people's data would travel unprotected.",
    ],
    ["http://10.0.0.1/scim", "The base URL begins with http: credentials and people's data would travel unprotected."],
    ["https://jane:secret@app.example.com", "The base URL holds a user name or password."],
    ["https://app.example.com/scim?x=1", 'The base URL holds a "?" or "#".'],
    ["https://0.0.0.0/", "0.0.0.0 cannot be the address of an application."],
    ["https://224.0.0.1/", "224.0.0.1 cannot be the address of an application."],
  ])("not %s", (baseUrl, message) => {
    expect(checkTargetUrl(baseUrl, { reach: "private" })).toMatchObject({
      ok: false,
      message,
      remedy: expect.any(String),
    });
  });

  it("takes a name for this machine only as far as its addresses do", () => {
    const elsewhere = { reach: "private", addresses: ["10.1.2.3"] } as const;
    expect(checkTargetUrl("http://app.localhost/scim", elsewhere)).toMatchObject({ ok: false });
    expect(checkTargetUrl("http://app.localhost/scim", { ...elsewhere, addresses: ["127.0.0.1"] })).toMatchObject({
      ok: true,
    });
  });

  it.each([
    "https://[::127.0.0.1]/",
    "https://[2002:7f00:1::]/",
    "https://[2002:a9fe:a9fe::1]/",
    "https://[64:ff9b:1::a00:1]/",
    "https://[fec0::1]/",
    "https://192.0.0.192/",
    "https://0x7f.1/",
    "https://2130706433/",
    "https://[::ffff:169.254.169.254]/",
  ])("sees through %s", (baseUrl) => {
    expect(checkTargetUrl(baseUrl, { reach: "public" })).toMatchObject({ ok: false });
  });

  it("not where a public name points inside", () => {
    expect(
      checkTargetUrl("https://app.example.com", {
        reach: "public",
        addresses: ["93.184.216.34", "169.254.169.254"],
      }),
    ).toEqual({
      ok: false,
      message: "app.example.com (169.254.169.254) lies in a private network.",
      remedy: "Use the public address of the application, or let the operator allow private targets.",
    });
    expect(checkTargetUrl("http://app.example.com", { reach: "private", addresses: ["127.0.0.1"] })).toMatchObject({
      ok: true,
    });
  });
});

describe("addresses", () => {
  it.each([
    ["10.0.0.0", true],
    ["172.15.255.255", false],
    ["172.16.0.1", true],
    ["172.32.0.1", false],
    ["192.168.1.1", true],
    ["192.169.1.1", false],
    ["169.254.169.254", true],
    ["100.64.0.1", true],
    ["100.128.0.1", false],
    ["::1", true],
    ["fd00::1", true],
    ["fe80::1%eth0", true],
    ["2001:db8::1", false],
    ["::ffff:10.0.0.1", true],
    ["::ffff:808:808", false],
    ["64:ff9b::7f00:1", true],
    ["not an address", false],
  ])("%s inside: %s", (address, inside) => {
    expect(isPrivateAddress(address)).toBe(inside);
  });

  it.each(["1.2.3", "1.2.3.256", "1:2:3", ":::", "1::2::3", "12345::", "1:2:3:4:5:6:7:8:9", "::1.2.3", "1.2.3.4.5"])(
    "%s is none",
    (text) => {
      expect(parseAddress(text)).toBeUndefined();
    },
  );
});
