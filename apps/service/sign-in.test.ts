import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OWNER, PROVISIONING, startTestService, type TestService } from "./testing/test-service.ts";

let test: TestService;
beforeAll(async () => {
  test = await startTestService();
  await test.seed();
});
afterAll(async () => {
  await test?.close();
});

const reset = async () => {
  const mails = (await (await test.signedIn(OWNER.email, OWNER.password)).call("GET", "/api/outbox")).body.items;
  return /http:\/\/service\.test\/reset-password\/([\w-]+)/.exec(mails[0].text)?.[1];
};

describe("Signing in", () => {
  it("takes e-mail and password, ignores the e-mail's letter case, and answers who one is", async () => {
    const browser = test.browser();
    const answer = await browser.call("POST", "/api/session", {
      email: " OWNER@Acme.Example ",
      password: OWNER.password,
    });
    expect(answer.status).toBe(200);
    expect(answer.body.user).toMatchObject({
      email: OWNER.email,
      displayName: "Olivia Owner",
      active: true,
      provisioned: false,
      roles: ["owner"],
      organisations: [{ code: "ACME", name: "Acme Holding", isDefault: true, source: "manual" }],
    });
    expect(answer.body.account).toEqual({
      id: expect.any(String),
      name: "Acme",
      modules: { scim: true },
      settings: { restoresIds: false },
      scimBaseUrl: "http://service.test/SCIM/v2/",
      supportUrl: "https://support.test/help",
      pricingUrl: "https://service.test/pricing",
    });
    expect((await browser.call("GET", "/api/me")).body).toEqual(answer.body);
  });

  it("sets a cookie that scripts and other sites cannot use, and keeps only its digest", async () => {
    const answer = await test.browser().call("POST", "/api/session", OWNER);
    const cookie = answer.headers.getSetCookie()[0] ?? "";
    expect(cookie).toMatch(/^lockstep_service=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/);
    const token = /=([\w-]+);/.exec(cookie)?.[1] ?? "";
    const rows = await test.database.asOwner("select 1 from console_session where token_sha256 = sha256($1::bytea)", [
      Buffer.from(token),
    ]);
    expect(rows).toHaveLength(1);
  });

  it("answers alike for a wrong password and an unknown e-mail", async () => {
    const wrong = await test.browser().call("POST", "/api/session", { ...OWNER, password: "something else" });
    const unknown = await test.browser().call("POST", "/api/session", { ...OWNER, email: "nobody@acme.example" });
    expect(wrong.status).toBe(401);
    expect(wrong.body.error).toEqual({
      code: "signInFailed",
      message: "The e-mail or password is wrong, or the user is deactivated. Check both, or reset the password.",
    });
    expect([unknown.status, unknown.text]).toEqual([wrong.status, wrong.text]);
  });

  it("refuses writes without the header that only our own pages send", async () => {
    const browser = test.browser();
    const answer = await browser.call("POST", "/api/session", OWNER, { "x-lockstep": "" });
    expect(answer.status).toBe(403);
    expect(answer.body.error.code).toBe("crossSite");
    expect(answer.body.error.message).toContain("X-Lockstep: 1");
  });

  it("ends with signing out, and by itself after twelve hours", async () => {
    const first = await test.signedIn(OWNER.email, OWNER.password);
    const copied = { cookie: "" };
    expect((await first.call("DELETE", "/api/session")).status).toBe(204);
    const after = await first.call("GET", "/api/me", undefined, copied);
    expect([after.status, after.body.error.code]).toEqual([401, "signedOut"]);
    const second = await test.signedIn(OWNER.email, OWNER.password);
    test.clock.advance(12 * 3_600_000 - 1);
    expect((await second.call("GET", "/api/me")).status).toBe(200);
    test.clock.advance(1);
    expect((await second.call("GET", "/api/me")).status).toBe(401);
  });

  it("names the field and the remedy when the body does not fit", async () => {
    const browser = test.browser();
    expect((await browser.call("POST", "/api/session", { email: OWNER.email })).body.error).toMatchObject({
      code: "invalidField",
      field: "password",
    });
    expect((await browser.call("POST", "/api/session", { email: "", password: "x" })).body.error).toEqual({
      code: "invalidField",
      message: "email: enter your e-mail",
      field: "email",
    });
    const broken = await browser.call("POST", "/api/session", "{");
    expect([broken.status, broken.body.error.code]).toEqual([400, "invalidJson"]);
    const large = await browser.call("POST", "/api/session", { email: "a", password: "x".repeat(70_000) });
    expect([large.status, large.body.error.code]).toEqual([413, "tooLarge"]);
    const form = await browser.call("POST", "/api/session", "email=a", { "content-type": "text/plain" });
    expect([form.status, form.body.error.code]).toEqual([415, "unsupportedMediaType"]);
  });
});

describe("Lock-out by rate", () => {
  it("refuses the right password too after ten wrong ones, says for how long, and opens again by itself", async () => {
    const wrong = { email: PROVISIONING.email, password: "wrong" };
    for (let attempt = 0; attempt < 10; attempt += 1) {
      expect((await test.browser().call("POST", "/api/session", wrong)).status).toBe(401);
    }
    const locked = await test.browser().call("POST", "/api/session", PROVISIONING);
    expect(locked.status).toBe(429);
    expect(locked.headers.get("retry-after")).toBe("900");
    expect(locked.body.error).toEqual({
      code: "tooManyAttempts",
      message: "Too many attempts for this e-mail. Try again in 15 minutes, or reset the password.",
    });
    expect((await test.browser().call("POST", "/api/session", OWNER)).status).toBe(200);
    test.clock.advance(900_000);
    expect((await test.browser().call("POST", "/api/session", PROVISIONING)).status).toBe(200);
  });

  it("counts unknown e-mails the same way, also when the guesses come at once", async () => {
    const wrong = { email: "ghost@acme.example", password: "wrong" };
    const answers = await Promise.all(
      Array.from({ length: 14 }, () => test.browser().call("POST", "/api/session", wrong)),
    );
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(10);
    expect(answers.filter((answer) => answer.status === 429)).toHaveLength(4);
  });

  it("does not count the right ones, and keeps the wrong ones until their time is over", async () => {
    const status = async (password: string) =>
      (await test.browser().call("POST", "/api/session", { ...OWNER, password })).status;
    for (let attempt = 0; attempt < 6; attempt += 1) expect(await status("wrong")).toBe(401);
    for (let attempt = 0; attempt < 12; attempt += 1) expect(await status(OWNER.password)).toBe(200);
    for (let attempt = 0; attempt < 4; attempt += 1) expect(await status("wrong")).toBe(401);
    expect(await status(OWNER.password)).toBe(429);
    test.clock.advance(900_000);
    expect(await status(OWNER.password)).toBe(200);
  });
});

describe("Forgotten passwords", () => {
  it("a link works once, ends all sessions, and the old password stops", async () => {
    const before = await test.signedIn(PROVISIONING.email, PROVISIONING.password);
    expect((await test.browser().call("POST", "/api/password-reset", { email: PROVISIONING.email })).status).toBe(202);
    const token = await reset();
    const chosen = "a brand new password";
    const short = await test.browser().call("POST", `/api/password-reset/${token}`, { password: "short" });
    expect(short.body.error).toMatchObject({ field: "password", message: "password: choose at least 8 characters" });
    expect((await test.browser().call("POST", `/api/password-reset/${token}`, { password: chosen })).status).toBe(204);
    const again = await test.browser().call("POST", `/api/password-reset/${token}`, { password: "yet another one" });
    expect([again.status, again.body.error.code]).toEqual([410, "linkUsed"]);
    expect((await before.call("GET", "/api/me")).status).toBe(401);
    expect((await test.browser().call("POST", "/api/session", PROVISIONING)).status).toBe(401);
    await test.signedIn(PROVISIONING.email, chosen);
  });

  it("two uses at the same moment: one wins", async () => {
    test.clock.advance(1_000);
    await test.browser().call("POST", "/api/password-reset", { email: PROVISIONING.email });
    const token = await reset();
    const answers = await Promise.all(
      ["first choice of two", "second choice of two"].map((password) =>
        test.browser().call("POST", `/api/password-reset/${token}`, { password }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 410]);
  });

  it("answers an unknown e-mail alike and sends nothing", async () => {
    const owner = await test.signedIn(OWNER.email, OWNER.password);
    const before = (await owner.call("GET", "/api/outbox")).body.items.length;
    const known = await test.browser().call("POST", "/api/password-reset", { email: OWNER.email });
    const unknown = await test.browser().call("POST", "/api/password-reset", { email: "ghost@acme.example" });
    expect([unknown.status, unknown.text]).toEqual([known.status, known.text]);
    expect((await owner.call("GET", "/api/outbox")).body.items).toHaveLength(before + 1);
  });

  it("a link expires after an hour, and an unknown one is like a used one", async () => {
    await test.browser().call("POST", "/api/password-reset", { email: OWNER.email });
    const token = await reset();
    test.clock.advance(3_600_000);
    const late = await test.browser().call("POST", `/api/password-reset/${token}`, { password: "long enough" });
    const unknown = await test.browser().call("POST", "/api/password-reset/unknown", { password: "long enough" });
    expect([late.status, late.text]).toEqual([410, unknown.text]);
  });

  it("five requests in a quarter of an hour are enough, for known and unknown e-mails", async () => {
    for (const email of [OWNER.email, "nobody@else.example"]) {
      let answer = await test.browser().call("POST", "/api/password-reset", { email });
      for (let more = 0; more < 6; more += 1) {
        answer = await test.browser().call("POST", "/api/password-reset", { email });
      }
      expect([answer.status, answer.body.error.code]).toEqual([429, "tooManyAttempts"]);
    }
  });

  it("the outbox is sealed: no link can be read from the database", async () => {
    const rows = await test.database.asOwner(
      "select 1 from outbox_mail where position(convert_to('reset-password', 'UTF8') in text_sealed) > 0",
    );
    expect(rows).toHaveLength(0);
  });
});

describe("One's own password", () => {
  it("needs the current one, ends the other sessions and keeps this one", async () => {
    const here = await test.signedIn(OWNER.email, OWNER.password);
    const elsewhere = await test.signedIn(OWNER.email, OWNER.password);
    const wrong = await here.call("PUT", "/api/me/password", {
      currentPassword: "no",
      newPassword: "a newer password",
    });
    expect([wrong.status, wrong.body.error]).toEqual([
      400,
      {
        code: "wrongPassword",
        message: "The current password is wrong; enter it again, or sign out and reset it.",
        field: "currentPassword",
      },
    ]);
    const change = { currentPassword: OWNER.password, newPassword: "a newer password" };
    expect((await here.call("PUT", "/api/me/password", change)).status).toBe(204);
    expect((await here.call("GET", "/api/me")).status).toBe(200);
    expect((await elsewhere.call("GET", "/api/me")).status).toBe(401);
    expect((await test.browser().call("POST", "/api/session", OWNER)).status).toBe(401);
    await test.signedIn(OWNER.email, "a newer password");
  });
});
