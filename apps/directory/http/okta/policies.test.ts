import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newProfile, startTestDirectory, type TestDirectory } from "../testing/test-directory.ts";
import { setPolicy } from "../testing/test-people.ts";

let directory: TestDirectory;
beforeAll(async () => {
  directory = await startTestDirectory();
});
afterAll(() => directory.close());

const ID = "00pDefault0000000000";

/** What is said of a password on create; undefined when it is taken. */
async function causeOf(password: string, profile: Readonly<Record<string, unknown>> = {}): Promise<string | undefined> {
  const body = { profile: newProfile(profile), credentials: { password: { value: password } } };
  const answer = await directory.call<{ errorCauses?: readonly { errorSummary: string }[] }>(
    "POST",
    "/api/v1/users?activate=false",
    body,
  );
  return answer.body.errorCauses?.[0]?.errorSummary;
}

describe("/api/v1/policies", () => {
  it("shows one default policy of type PASSWORD, none of another type", async () => {
    const [policy, ...others] = await directory.ok<readonly Record<string, unknown>[]>(
      "GET",
      "/api/v1/policies?type=PASSWORD",
    );
    expect(others).toEqual([]);
    expect(policy).toMatchObject({
      id: ID,
      type: "PASSWORD",
      status: "ACTIVE",
      system: true,
      settings: {
        password: {
          complexity: {
            minLength: 8,
            minLowerCase: 1,
            minUpperCase: 1,
            minNumber: 1,
            minSymbol: 0,
            excludeUsername: true,
          },
          age: { maxAgeDays: 0, minAgeMinutes: 0, historyCount: 4 },
          lockout: { maxAttempts: 10, autoUnlockMinutes: 0 },
        },
      },
    });
    expect(await directory.ok("GET", `/api/v1/policies/${ID}`)).toEqual(policy);
    expect(await directory.ok("GET", "/api/v1/policies?type=OKTA_SIGN_ON")).toEqual([]);
    await directory.refused("GET", "/api/v1/policies", { status: 400, code: "E0000028" });
    await directory.refused("GET", "/api/v1/policies/00pnone", { status: 404, code: "E0000007" });
  });

  it("PUT replaces; what it is given is what it shows, and it is logged", async () => {
    const settings = {
      password: {
        complexity: {
          minLength: 12,
          minLowerCase: 0,
          minUpperCase: 0,
          minNumber: 0,
          minSymbol: 1,
          excludeUsername: false,
          excludeAttributes: ["firstName", "lastName"],
        },
        age: { maxAgeDays: 90, minAgeMinutes: 5, historyCount: 24 },
        lockout: { maxAttempts: 3, autoUnlockMinutes: 60 },
      },
    };
    const body = { type: "PASSWORD", name: "Default Policy", description: "Ours", settings };
    expect(await directory.ok("PUT", `/api/v1/policies/${ID}`, body)).toMatchObject({ description: "Ours", settings });
    expect(await directory.ok("GET", `/api/v1/policies/${ID}`)).toMatchObject({ settings });
    const filter = encodeURIComponent('eventType eq "policy.lifecycle.update"');
    expect(await directory.ok("GET", `/api/v1/logs?filter=${filter}`)).toHaveLength(1);
  });

  it.each([
    [{ complexity: { minLength: 3 } }, "settings.password.complexity.minLength: Must be at least 4"],
    [{ complexity: { minLength: 31 } }, "settings.password.complexity.minLength: Must be at most 30"],
    [{ age: { historyCount: 25 } }, "settings.password.age.historyCount: Must be at most 24"],
    [{ lockout: { maxAttempts: 1.5 } }, "settings.password.lockout.maxAttempts: Must be a whole number"],
    [
      { complexity: { dictionary: { common: { exclude: true } } } },
      "settings.password.complexity.dictionary.common.exclude: Lists of common passwords are not supported",
    ],
    [{ age: { expireWarnDays: 5 } }, "settings.password.age.expireWarnDays: The directory sends no warnings"],
  ])("refuses %j", async (password, cause) => {
    const body = { settings: { password } };
    expect(await directory.refused("PUT", `/api/v1/policies/${ID}`, { status: 400, code: "E0000001", body })).toEqual([
      cause,
    ]);
  });
});

describe("the policy judges new passwords", () => {
  it.each([
    [{}, "Short-1", "at least 8 characters"],
    [{}, "no-upper-case-1", "an uppercase letter"],
    [{}, "NO-LOWER-CASE-1", "a lowercase letter"],
    [{}, "No-Digit-At-All", "a number"],
    [{ minSymbol: 1 }, "NoSymbolAtAll1", "a symbol"],
    [{ minLength: 20 }, "Nineteen-Letters-12", "at least 20 characters"],
    [{}, "My-Wolfgang-12", "no parts of your username"],
    [{ excludeAttributes: ["firstName"] }, "With-Joe-12", "does not include your first name"],
    [{ excludeAttributes: ["lastName"] }, "With-miller-12", "does not include your last name"],
    [{}, `Aa1${"x".repeat(70)}`, undefined],
  ])("%j refuses %s", async (complexity, password, unmet) => {
    await setPolicy(directory, { complexity });
    const cause = await causeOf(password, {
      login: `wolfgang.x${Date.now()}@corp.example`,
      firstName: "Joe",
      lastName: "Miller",
    });
    expect(cause).toMatch(/^password: Password requirements were not met\./);
    expect(cause).toContain(unmet === undefined ? "at most 72 characters" : `Not met: ${unmet}.`);
  });

  it.each([
    [{ minUpperCase: 0, minNumber: 0 }, "only lower case"],
    [{ excludeUsername: false }, "My-Wolfgang-12"],
    [{}, "With-Joe-12-and-Miller"],
    [{ minSymbol: 1 }, "With-Symbol-12"],
    [{ minLength: 4 }, "Ab1x"],
  ])("%j takes %s", async (complexity, password) => {
    await setPolicy(directory, { complexity });
    const login = `wolfgang.y${Math.random()}@corp.example`;
    expect(await causeOf(password, { login, firstName: "Joe", lastName: "Miller" })).toBeUndefined();
  });

  it("also in a CSV file, where the row is named", async () => {
    await setPolicy(directory, { complexity: { minSymbol: 1 } });
    const raw =
      "login,email,firstName,lastName,password\ncsv.policy@corp.example,c@corp.example,Cee,Vee,NoSymbolAtAll1\n";
    const causes = await directory.refused("POST", "/api/lockstep/v1/people/import", {
      status: 400,
      code: "E0000001",
      options: { raw, headers: { "content-type": "text/csv" } },
    });
    expect(causes).toEqual([expect.stringMatching(/^row 2, password: .*Not met: a symbol\.$/)]);
  });
});
