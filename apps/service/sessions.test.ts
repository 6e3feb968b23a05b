import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SESSIONS_MAX } from "./domain/session.ts";
import { addUser } from "./testing/people.ts";
import { basic, type Client, OWNER, PROVISIONING, startTestService, type TestService } from "./testing/test-service.ts";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0";

let test: TestService;
beforeAll(async () => {
  test = await startTestService();
  await test.seed();
});
afterAll(async () => {
  await test?.close();
});

async function signIn(user: { readonly email: string; readonly password: string }, userAgent = "curl/8.14.1") {
  const browser = test.browser();
  await browser.call("POST", "/api/session", user, { "user-agent": userAgent });
  return browser;
}
const sessions = async (client: Client) => (await client.call("GET", "/api/me/sessions")).body.items;
const isSignedIn = async (client: Client) => (await client.call("GET", "/api/me")).status === 200;

describe("Sessions", () => {
  it("are listed with when they began, when they were last seen, and a browser in few words", async () => {
    const startedAt = new Date(test.clock.now()).toISOString();
    const first = await signIn(OWNER, FIREFOX);
    test.clock.advance(60_000);
    const second = await signIn(OWNER);
    const secondAt = new Date(test.clock.now()).toISOString();
    expect(await sessions(second)).toEqual([
      {
        ...{
          id: expect.any(String),
          isCurrent: true,
          userAgent: "curl/8.14.1",
          createdAt: secondAt,
          lastSeenAt: secondAt,
        },
        expiresAt: new Date(test.clock.now() + 12 * 3_600_000).toISOString(),
      },
      {
        ...{ id: expect.any(String), isCurrent: false, userAgent: "Firefox 141 on Linux" },
        ...{ createdAt: startedAt, lastSeenAt: startedAt },
        expiresAt: new Date(test.clock.now() - 60_000 + 12 * 3_600_000).toISOString(),
      },
    ]);
    // Seen to the minute: not each request writes.
    test.clock.advance(30_000);
    const [seen, other] = await sessions(first);
    expect([seen.isCurrent, seen.lastSeenAt]).toEqual([true, new Date(test.clock.now()).toISOString()]);
    expect(other.lastSeenAt).toBe(secondAt);
    test.clock.advance(59_000);
    expect((await sessions(first))[0].lastSeenAt).toBe(seen.lastSeenAt);
  });

  it("are ended one by one by whom they belong to, at once", async () => {
    const [mine, lost] = [await signIn(PROVISIONING), await signIn(PROVISIONING)];
    const { id } = (await sessions(mine)).find((session: { isCurrent: boolean }) => !session.isCurrent);
    const stranger = await signIn(OWNER);
    expect((await stranger.call("DELETE", `/api/me/sessions/${id}`)).status).toBe(404);
    expect(await isSignedIn(lost)).toBe(true);
    expect((await mine.call("DELETE", `/api/me/sessions/${id}`)).status).toBe(204);
    expect([await isSignedIn(mine), await isSignedIn(lost)]).toEqual([true, false]);
    expect((await mine.call("DELETE", `/api/me/sessions/${id}`)).status).toBe(404);
    await mine.call("DELETE", "/api/session");
    expect(await isSignedIn(mine)).toBe(false);
  });

  it("of a user are seen and ended by administrators, those of an owner by owners only", async () => {
    const clerk = { email: "clerk@acme.example", password: "password of a clerk" };
    const scim = test.scim(basic(PROVISIONING));
    const { id } = (await addUser(scim, clerk.email, { password: clerk.password })).body;
    const [administrator, owner, one, two] = await Promise.all(
      [PROVISIONING, OWNER, clerk, clerk].map((who) => signIn(who)),
    );
    if (!administrator || !owner || !one || !two) throw new Error("four signed in");
    const path = `/api/users/${id}/sessions`;
    const listed = await administrator.call("GET", path);
    expect(listed.body.items.map((session: { isCurrent: boolean }) => session.isCurrent)).toEqual([false, false]);
    expect((await one.call("GET", path)).status).toBe(403);
    expect((await one.call("DELETE", path)).status).toBe(403);
    expect((await administrator.call("DELETE", path)).status).toBe(204);
    expect([await isSignedIn(one), await isSignedIn(two), await isSignedIn(administrator)]).toEqual([
      false,
      false,
      true,
    ]);
    const ownerId = (await owner.call("GET", "/api/me")).body.user.id;
    expect((await administrator.call("DELETE", `/api/users/${ownerId}/sessions`)).status).toBe(403);
    expect((await owner.call("GET", `/api/users/${ownerId}/sessions`)).body.items.length).toBeGreaterThan(0);
    const nobody = "00000000-0000-4000-8000-000000000000";
    expect((await owner.call("DELETE", `/api/users/${nobody}/sessions`)).status).toBe(404);
    const audited = await test.database.asOwner(
      "select 1 from audit where action = 'session.revoked' and subject_id = $1",
      [id],
    );
    expect(audited).toHaveLength(1);
  });

  it("are bounded: the oldest gives way", async () => {
    const many = { email: "many@acme.example", password: "password of many" };
    const { id } = (await addUser(test.scim(basic(PROVISIONING)), many.email, { password: many.password })).body;
    const first = await signIn(many);
    test.clock.advance(1);
    for (let count = 0; count < SESSIONS_MAX; count += 1) await signIn(many);
    expect(await isSignedIn(first)).toBe(false);
    const rows = await test.database.asOwner("select 1 from console_session where user_id = $1", [id]);
    expect(rows).toHaveLength(SESSIONS_MAX);
  });
});
