import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { readEnvironment } from "./environment.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");

describe("readEnvironment", () => {
  test("has a default for everything", () => {
    expect(readEnvironment({})).toMatchObject({
      home: resolve(".lockstep"),
      databaseUrl: undefined,
      host: "127.0.0.1",
      directoryPort: 4000,
      servicePort: 4100,
      directoryUrl: undefined,
      serviceUrl: undefined,
      masterKey: undefined,
      hasSample: false,
      definitionsDirectory: undefined,
      logLevel: "info",
      targetReach: "loopback",
      trustsProxy: false,
      isUnderNpm: false,
    });
  });

  test("reads what is set, and takes an empty variable for unset", () => {
    const environment = readEnvironment({
      LOCKSTEP_HOME: "/data/lockstep",
      DATABASE_URL: "",
      LOCKSTEP_DIRECTORY_PORT: "8080",
      LOCKSTEP_SERVICE_PORT: "0",
      LOCKSTEP_SERVICE_URL: "https://service.example.com/",
      LOCKSTEP_MASTER_KEY: KEY,
      LOCKSTEP_SAMPLE: "ON",
      LOCKSTEP_SUPPORT_URL: "mailto:help@example.com",
      LOCKSTEP_LOG_LEVEL: "",
      LOCKSTEP_SCIM_DEFINITIONS: "definitions",
    });
    expect(environment).toMatchObject({
      home: "/data/lockstep",
      databaseUrl: undefined,
      definitionsDirectory: resolve("definitions"),
      directoryPort: 8080,
      servicePort: 0,
      serviceUrl: "https://service.example.com",
      hasSample: true,
      supportUrl: "mailto:help@example.com",
      logLevel: "info",
    });
    expect(environment.masterKey).toEqual(new Uint8Array(32).fill(7));
  });

  test("has the sample on under npm start, unless it is switched off", () => {
    expect(readEnvironment({ npm_lifecycle_event: "start" })).toMatchObject({ hasSample: true, isUnderNpm: true });
    expect(readEnvironment({ npm_lifecycle_event: "start", LOCKSTEP_SAMPLE: "off" }).hasSample).toBe(false);
    expect(readEnvironment({ npm_lifecycle_event: "test" })).toMatchObject({ hasSample: false, isUnderNpm: true });
  });

  test("lets targets lie on this machine where the directory is for it only, and in a private network when told", () => {
    const reach = (variables: Record<string, string>) => readEnvironment(variables).targetReach;
    expect(reach({ LOCKSTEP_HOST: "::1" })).toBe("loopback");
    expect(reach({ LOCKSTEP_HOST: "0.0.0.0" })).toBe("public");
    expect(reach({ LOCKSTEP_HOST: "0.0.0.0", LOCKSTEP_SAMPLE: "on" })).toBe("loopback");
    expect(reach({ LOCKSTEP_HOST: "0.0.0.0", LOCKSTEP_ALLOW_PRIVATE_TARGETS: "on" })).toBe("private");
    expect(reach({ LOCKSTEP_ALLOW_PRIVATE_TARGETS: "off" })).toBe("public");
  });

  test.each([
    ["LOCKSTEP_DIRECTORY_PORT", "65536", "a port number from 0 to 65535"],
    ["LOCKSTEP_SERVICE_PORT", "http", "a port number from 0 to 65535"],
    ["LOCKSTEP_DIRECTORY_URL", "directory.example.com", "an http or https URL such as https://directory.example.com"],
    ["LOCKSTEP_SERVICE_URL", "ftp://x", "an http or https URL such as https://service.example.com"],
    ["LOCKSTEP_SAMPLE", "perhaps", "on or off"],
    ["LOCKSTEP_PRICING_URL", "javascript:alert(1)", "an http, https or mailto URL"],
    ["LOCKSTEP_SMTP_URL", "mail.example.com", "a URL such as smtp://user:password@mail.example.com:587"],
    ["LOCKSTEP_LOG_LEVEL", "loud", "debug, info, warn or error"],
    ["LOCKSTEP_ALLOW_PRIVATE_TARGETS", "2", "on or off"],
    ["LOCKSTEP_TRUST_PROXY", "maybe", "on or off"],
  ])("%s=%s is one sentence", (name, value, expected) => {
    expect(() => readEnvironment({ [name]: value })).toThrow(
      expect.objectContaining({
        name: "StartupError",
        message: `The variable ${name} cannot be read: it has to be ${expected}.`,
      }),
    );
  });

  test.each(["short", Buffer.alloc(31).toString("base64"), Buffer.alloc(33).toString("base64"), "%".repeat(44)])(
    "a master key %s is refused and not repeated",
    (key) => {
      expect(() => readEnvironment({ LOCKSTEP_MASTER_KEY: key })).toThrow(
        'The variable LOCKSTEP_MASTER_KEY cannot be read: it has to be 32 bytes in base64: make one with "openssl rand -base64 32", or unset it to have one generated.',
      );
    },
  );

  test("refuses one port for both sides", () => {
    expect(() => readEnvironment({ LOCKSTEP_DIRECTORY_PORT: "4100" })).toThrow(
      "Directory and service cannot share port 4100: set LOCKSTEP_DIRECTORY_PORT and LOCKSTEP_SERVICE_PORT to different ports.",
    );
  });
});
