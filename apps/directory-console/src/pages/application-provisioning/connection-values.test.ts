import type { Connection } from "@lockstep/directory-app/contract";
import { describe, expect, it } from "vitest";
import { connectionInput, connectionProblems, connectionValues, keepsSecret } from "./connection-values.ts";

const SAVED: Connection = {
  enabled: true,
  baseUrl: "https://app.example.com/scim",
  authScheme: "OAUTH",
  username: null,
  headerName: null,
  oauth: { tokenUrl: "https://login.example.com/token", clientId: "lockstep", scope: "scim" },
  hasSecret: true,
  status: "ENABLED",
  testedAt: null,
};

describe("the connection's form", () => {
  it("leaves a secret out that was not typed, so that the saved one stays", () => {
    expect(connectionInput(connectionValues(SAVED))).toEqual({
      enabled: true,
      baseUrl: "https://app.example.com/scim",
      authScheme: "OAUTH",
      oauth: {
        tokenUrl: "https://login.example.com/token",
        clientId: "lockstep",
        scope: "scim",
        audience: "",
        clientAuth: "client_secret_basic",
      },
    });
    expect(connectionProblems(connectionValues(SAVED), SAVED)).toEqual({});
  });

  it.each([
    ["another host of the app", { baseUrl: "https://other.example.com/scim" }],
    ["another token endpoint", { tokenUrl: "https://other.example.com/token" }],
    ["another client", { clientId: "somebody" }],
    ["another scheme", { authScheme: "TOKEN" as const }],
  ])("asks for the secret again for %s", (_, change) => {
    const values = { ...connectionValues(SAVED), ...change };
    expect(keepsSecret(values, SAVED)).toBe(false);
    expect(Object.keys(connectionProblems(values, SAVED))).toHaveLength(1);
  });

  it("asks for the header's name and value, and sends them as they are", () => {
    const values = { ...connectionValues(SAVED), authScheme: "HEADER" as const };
    expect(Object.keys(connectionProblems(values, SAVED))).toEqual(["headerName", "headerValue"]);
    expect(connectionInput({ ...values, headerName: " X-Api-Key ", headerValue: "k" })).toMatchObject({
      authScheme: "HEADER",
      headerName: "X-Api-Key",
      headerValue: "k",
    });
  });
});
