import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addGroup, addPerson, startTestDirectory, type TestDirectory } from "../testing/test-directory.ts";
import { addPersonWith, PASSWORD, setPolicy } from "../testing/test-people.ts";

let directory: TestDirectory;
beforeAll(async () => {
  directory = await startTestDirectory();
});
beforeEach(() => setPolicy(directory, {}));
afterAll(() => directory.close());

const statusOf = async (id: string) => (await directory.ok<{ status: string }>("GET", `/api/v1/users/${id}`)).status;
const credentialsOf = (id: string) => `/api/v1/users/${id}/credentials`;
const change = (id: string, oldPassword: string, newPassword: string, query = "") =>
  directory.call("POST", `${credentialsOf(id)}/change_password${query}`, {
    oldPassword: { value: oldPassword },
    newPassword: { value: newPassword },
  });
const outcome = async (answer: ReturnType<typeof change>) => {
  const { status, body } = await answer;
  return [status, body["errorCode"] ?? null];
};
const causeOf = async (answer: ReturnType<typeof change>) =>
  ((await answer).body["errorCauses"] as readonly { errorSummary: string }[])[0]?.errorSummary;

describe("change_password", () => {
  it.each([
    ["STAGED", [200, null], "STAGED"],
    ["PROVISIONED", [403, "E0000035"], "PROVISIONED"],
    ["ACTIVE", [200, null], "ACTIVE"],
    ["RECOVERY", [200, null], "ACTIVE"],
    ["PASSWORD_EXPIRED", [200, null], "ACTIVE"],
    ["LOCKED_OUT", [403, "E0000035"], "LOCKED_OUT"],
    ["SUSPENDED", [403, "E0000035"], "SUSPENDED"],
    ["DEPROVISIONED", [403, "E0000035"], "DEPROVISIONED"],
  ] as const)("from %s", async (from, expected, status) => {
    await setPolicy(directory, { lockout: { maxAttempts: 1 } });
    const id = await addPersonWith(directory, from);
    expect(await outcome(change(id, PASSWORD, "Another-Secret-12"))).toEqual(expected);
    expect(await statusOf(id)).toBe(status);
  });

  it("refuses the last passwords of the policy's history, and takes older ones again", async () => {
    await setPolicy(directory, { age: { historyCount: 2 } });
    const id = await addPersonWith(directory, "ACTIVE");
    expect((await change(id, PASSWORD, "Second-Secret-12")).status).toBe(200);
    for (const used of ["Second-Secret-12", PASSWORD]) {
      expect(await causeOf(change(id, "Second-Secret-12", used))).toBe(
        "password: Password requirements were not met. The password cannot be any of the last 2 passwords.",
      );
    }
    expect((await change(id, "Second-Secret-12", "Third-Secret-12")).status).toBe(200);
    expect((await change(id, "Third-Secret-12", PASSWORD)).status).toBe(200);
  });

  it("holds strict changes against the minimum age", async () => {
    await setPolicy(directory, { age: { minAgeMinutes: 60 } });
    const id = await addPersonWith(directory, "ACTIVE");
    expect(await causeOf(change(id, PASSWORD, "Second-Secret-12", "?strict=true"))).toContain("At least 60 minute(s)");
    directory.clock.advance(61 * 60_000);
    expect((await change(id, PASSWORD, "Second-Secret-12", "?strict=true")).status).toBe(200);
  });

  it("an administrator sets a password without history and age, but not with strict=true", async () => {
    const id = await addPersonWith(directory, "ACTIVE");
    const body = { credentials: { password: { value: PASSWORD } } };
    expect(
      await directory.refused("POST", `/api/v1/users/${id}?strict=true`, { status: 400, code: "E0000001", body }),
    ).toEqual([expect.stringContaining("cannot be any of the last 4 passwords")]);
    await directory.ok("POST", `/api/v1/users/${id}`, body);
  });
});

describe("lock-out", () => {
  it("the last wrong password of the policy's number locks out, the right one is refused then, and it is logged", async () => {
    await setPolicy(directory, { lockout: { maxAttempts: 3 } });
    const id = await addPersonWith(directory, "ACTIVE");
    for (const status of ["ACTIVE", "ACTIVE", "LOCKED_OUT"]) {
      expect(await outcome(change(id, "wrong", "Another-Secret-12"))).toEqual([403, "E0000014"]);
      expect(await statusOf(id)).toBe(status);
    }
    expect(await outcome(change(id, PASSWORD, "Another-Secret-12"))).toEqual([403, "E0000035"]);
    const filter = encodeURIComponent(`eventType eq "user.account.lock" and target.id eq "${id}"`);
    expect(await directory.ok("GET", `/api/v1/logs?filter=${filter}`)).toHaveLength(1);
    await directory.ok("POST", `/api/v1/users/${id}/lifecycle/unlock`);
    expect((await change(id, PASSWORD, "Another-Secret-12")).status).toBe(200);
  });

  it("a right password clears the count", async () => {
    await setPolicy(directory, { lockout: { maxAttempts: 2 } });
    const id = await addPersonWith(directory, "ACTIVE");
    for (const [from, to] of [
      [PASSWORD, "Second-Secret-12"],
      ["Second-Secret-12", "Third-Secret-12"],
    ] as const) {
      await change(id, "wrong", to);
      expect((await change(id, from, to)).status).toBe(200);
    }
    expect(await statusOf(id)).toBe("ACTIVE");
  });

  it("a new status forgets them: who was staged is not shut out for ever", async () => {
    await setPolicy(directory, { lockout: { maxAttempts: 1 } });
    const id = await addPersonWith(directory, "STAGED");
    expect(await outcome(change(id, "wrong", "Another-Secret-12"))).toEqual([403, "E0000014"]);
    expect(await statusOf(id)).toBe("STAGED");
    await directory.ok("POST", `/api/v1/users/${id}/lifecycle/activate`);
    expect((await change(id, PASSWORD, "Another-Secret-12")).status).toBe(200);
  });

  it("is a status that group rules follow at once", async () => {
    await setPolicy(directory, { lockout: { maxAttempts: 1, autoUnlockMinutes: 30 } });
    const groupId = await addGroup(directory, "Locked out");
    const { id: ruleId } = await directory.ok<{ id: string }>("POST", "/api/v1/groups/rules", {
      name: "Locked out",
      conditions: { expression: { value: 'user.getInternalProperty("status")=="LOCKED_OUT"' } },
      actions: { assignUserToGroups: { groupIds: [groupId] } },
    });
    await directory.ok("POST", `/api/v1/groups/rules/${ruleId}/lifecycle/activate`);
    const members = () => directory.ok<readonly unknown[]>("GET", `/api/v1/groups/${groupId}/users`);
    const id = await addPersonWith(directory, "LOCKED_OUT");
    expect(await members()).toMatchObject([{ id }]);
    directory.clock.advance(31 * 60_000);
    await change(id, PASSWORD, "Another-Secret-12");
    expect(await members()).toEqual([]);
  });

  it("attempts at the same moment are no more than the policy allows", async () => {
    await setPolicy(directory, { lockout: { maxAttempts: 2 } });
    const id = await addPersonWith(directory, "ACTIVE");
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => outcome(change(id, "wrong", "Another-Secret-12"))),
    );
    expect(answers.filter(([, code]) => code === "E0000014")).toHaveLength(2);
    expect(answers.filter(([, code]) => code === "E0000035")).toHaveLength(6);
    expect(await statusOf(id)).toBe("LOCKED_OUT");
  });

  it("ends by itself after the policy's time, and never with 0", async () => {
    await setPolicy(directory, { lockout: { maxAttempts: 1, autoUnlockMinutes: 30 } });
    const id = await addPersonWith(directory, "LOCKED_OUT");
    directory.clock.advance(29 * 60_000);
    expect(await outcome(change(id, PASSWORD, "Another-Secret-12"))).toEqual([403, "E0000035"]);
    directory.clock.advance(2 * 60_000);
    expect((await change(id, PASSWORD, "Another-Secret-12")).status).toBe(200);
    await setPolicy(directory, { lockout: { maxAttempts: 1, autoUnlockMinutes: 0 } });
    const other = await addPersonWith(directory, "LOCKED_OUT");
    directory.clock.advance(1_000 * 60_000);
    expect(await outcome(change(other, PASSWORD, "Another-Secret-12"))).toEqual([403, "E0000035"]);
  });
});

describe("recovery question", () => {
  const question = { question: "First pet?", answer: "Rex the Brave" };
  const setQuestion = (id: string, password: string, recovery: unknown = question) =>
    directory.call("POST", `${credentialsOf(id)}/change_recovery_question`, {
      password: { value: password },
      recovery_question: recovery,
    });
  const recover = (id: string, answer: string) =>
    directory.call("POST", `${credentialsOf(id)}/forgot_password_recovery_question`, {
      password: { value: "Recovered-Secret-12" },
      recovery_question: { answer },
    });

  it("is set with the password as proof, shown without its answer, and is nowhere in the clear", async () => {
    const id = await addPersonWith(directory, "ACTIVE");
    expect(await outcome(setQuestion(id, "wrong"))).toEqual([403, "E0000014"]);
    expect((await setQuestion(id, PASSWORD)).body).toEqual({
      password: {},
      recovery_question: { question: "First pet?" },
      provider: { type: "OKTA", name: "OKTA" },
    });
    const found = await directory.rows(
      "select 1 from person as row where id = $1 and row::text ilike '%rex the brave%'",
      [id],
    );
    expect(found).toEqual([]);
    expect(await outcome(setQuestion(id, PASSWORD, { question: " ", answer: "x" }))).toEqual([400, "E0000001"]);
    expect(await outcome(setQuestion(await addPersonWith(directory, "SUSPENDED"), PASSWORD))).toEqual([
      403,
      "E0000036",
    ]);
  });

  it("its answer, whatever its letter case, lets a person choose a password; wrong ones lock out", async () => {
    await setPolicy(directory, { lockout: { maxAttempts: 2 } });
    const id = await addPerson(directory, {
      credentials: { password: { value: PASSWORD }, recovery_question: question },
    });
    expect(await outcome(recover(id, "Bello"))).toEqual([403, "E0000087"]);
    expect((await recover(id, " REX the brave ")).status).toBe(200);
    expect((await change(id, "Recovered-Secret-12", "Another-Secret-12")).status).toBe(200);
    await recover(id, "Bello");
    await recover(id, "Bello");
    expect(await statusOf(id)).toBe("LOCKED_OUT");
  });

  it("forgot_password needs a question and leaves the status", async () => {
    const id = await addPersonWith(directory, "ACTIVE");
    const path = `${credentialsOf(id)}/forgot_password?sendEmail=false`;
    await directory.refused("POST", path, { status: 403, code: "E0000034" });
    await setQuestion(id, PASSWORD);
    const answer = await directory.ok<{ resetPasswordUrl: string }>("POST", path);
    expect(answer.resetPasswordUrl).toMatch(/^http:\/\/directory\.test\/reset-password\/[0-9A-Za-z]{43}$/);
    expect(await statusOf(id)).toBe("ACTIVE");
  });

  it("a password older than the policy's age expires when it is used for something else", async () => {
    await setPolicy(directory, { age: { maxAgeDays: 10 } });
    const id = await addPersonWith(directory, "ACTIVE");
    directory.clock.advance(11 * 24 * 60 * 60_000);
    expect(await outcome(setQuestion(id, PASSWORD))).toEqual([403, "E0000036"]);
    expect(await statusOf(id)).toBe("PASSWORD_EXPIRED");
    expect((await change(id, PASSWORD, "Another-Secret-12")).status).toBe(200);
    expect(await statusOf(id)).toBe("ACTIVE");
  });
});

describe("the page on which a person chooses a password", () => {
  const open = async (url: string, fields?: Readonly<Record<string, string>>) => {
    const init = fields === undefined ? {} : { method: "POST", body: new URLSearchParams(fields) };
    const response = await directory.directory.fetch(new Request(url, init));
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  const both = (password: string) => ({ password, repeated: password });

  it("ends the welcome flow once, after saying what the policy asks for", async () => {
    const id = await addPerson(directory, { profile: { firstName: "<b>Eve</b>" } }, "?activate=false");
    const { activationUrl, activationToken } = await directory.ok<{ activationUrl: string; activationToken: string }>(
      "POST",
      `/api/v1/users/${id}/lifecycle/activate?sendEmail=false`,
    );
    expect(activationUrl).toBe(`http://directory.test/welcome/${activationToken}`);
    const page = await open(activationUrl);
    expect([page.status, page.text.includes("&lt;b&gt;Eve&lt;/b&gt;")]).toEqual([200, true]);
    expect(page.headers.get("content-security-policy")).toContain("form-action 'self'");
    expect((await open(activationUrl, { password: "One-Secret-12", repeated: "Other" })).text).toContain("differ");
    expect((await open(activationUrl, both("weak"))).text).toContain("at least 8 characters");
    expect(await statusOf(id)).toBe("PROVISIONED");
    expect((await open(activationUrl, both("Chosen-Secret-12"))).text).toContain("Your password is saved");
    expect(await statusOf(id)).toBe("ACTIVE");
    expect((await open(activationUrl, both("Again-Secret-12"))).status).toBe(404);
    expect((await change(id, "Chosen-Secret-12", "Another-Secret-12")).status).toBe(200);
  });

  it("a newer token, a chosen password, and time end a token", async () => {
    const id = await addPersonWith(directory, "ACTIVE");
    const reset = async () =>
      (
        await directory.ok<{ resetPasswordUrl: string }>(
          "POST",
          `/api/v1/users/${id}/lifecycle/reset_password?sendEmail=false`,
        )
      ).resetPasswordUrl;
    const [first, second] = [await reset(), await reset()];
    expect([(await open(first)).status, (await open(second)).status]).toEqual([404, 200]);
    await directory.ok("POST", `/api/v1/users/${id}`, { credentials: { password: { value: "Set-Secret-12" } } });
    expect((await open(second)).status).toBe(404);
    const third = await reset();
    directory.clock.advance(61 * 60_000);
    expect((await open(third)).status).toBe(404);
  });

  it("refuses what is no form, and knows no other path", async () => {
    const id = await addPersonWith(directory, "RECOVERY");
    const { activationToken } = await directory.ok<{ activationToken: string }>(
      "POST",
      `/api/v1/users/${id}/lifecycle/reactivate?sendEmail=false`,
    );
    expect((await open(`http://directory.test/welcome/${activationToken}`, {})).text).toContain("Enter a password");
    const large = both("x".repeat(5_000));
    expect((await open(`http://directory.test/welcome/${activationToken}`, large)).text).toContain("Enter a password");
    expect((await open("http://directory.test/welcome/")).status).toBe(404);
  });
});
