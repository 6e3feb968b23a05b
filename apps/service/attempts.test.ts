import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { addUser, patch } from "./testing/people.ts";
import { basic, type Client, OWNER, startTestService, type TestService } from "./testing/test-service.ts";

const EVIL = { email: "owner@evil.example", password: "evil owner password" };
const OWN_PASSWORD = "password of the double";

let test: TestService;
let evil: Client;
let doubleId: string;
beforeEach(async () => {
  test = await startTestService();
  onTestFinished(() => test.close());
  await test.seed();
  await test.seed({
    name: "Evil",
    owner: { ...EVIL, givenName: "Eve", familyName: "Evil" },
    provisioning: { email: "provisioning@evil.example", password: "evil provisioning password" },
  });
  evil = test.scim(basic(EVIL));
  const double = await addUser(evil, OWNER.email, { password: OWN_PASSWORD });
  expect(double.status, double.text).toBe(201);
  doubleId = double.body.id;
});

const web = async (password: string) =>
  (await test.browser().call("POST", "/api/session", { email: OWNER.email, password })).status;
const scim = async (password: string) =>
  (await test.scim(basic({ email: OWNER.email, password })).call("GET", "/Users?count=1")).status;

describe("A user of another account with the login of one that is guessed at", () => {
  it("lifts no lock-out by signing in between the guesses", async () => {
    const guesses: number[] = [];
    for (let count = 0; count < 12; count += 1) {
      guesses.push(await web(`guess ${count}`));
      await web(OWN_PASSWORD);
    }
    expect(guesses.filter((status) => status === 401).length).toBeLessThanOrEqual(10);
    expect(guesses.at(-1)).toBe(429);
    expect(await web(OWNER.password)).toBe(429);
    test.clock.advance(900_000);
    expect(await web(OWNER.password)).toBe(200);
  });

  it("lifts no lock-out over SCIM either", async () => {
    const guesses: number[] = [];
    for (let count = 0; count < 32; count += 1) {
      guesses.push(await scim(`guess ${count}`));
      // Its own password anew each time: a remembered one is no attempt.
      const password = `${OWN_PASSWORD} ${count}`;
      await patch(evil, `/Users/${doubleId}`, { op: "replace", path: "password", value: password });
      await scim(password);
    }
    expect(guesses.filter((status) => status === 401).length).toBeLessThanOrEqual(30);
    expect(guesses.at(-1)).toBe(429);
    expect(await scim(OWNER.password)).toBe(429);
  });

  it("lifts no lock-out by changing its own password", async () => {
    const double = test.browser();
    const signIn = { email: OWNER.email, password: OWN_PASSWORD };
    expect((await double.call("POST", "/api/session", signIn)).status).toBe(200);
    const guesses: number[] = [];
    let currentPassword = OWN_PASSWORD;
    for (let count = 0; count < 12; count += 1) {
      guesses.push(await web(`guess ${count}`));
      const newPassword = `${OWN_PASSWORD} ${count}`;
      const { status } = await double.call("PUT", "/api/me/password", { currentPassword, newPassword });
      if (status === 204) currentPassword = newPassword;
    }
    // Signing in counted as well: that password was not the one of the other user.
    expect(guesses).toEqual([...Array(9).fill(401), ...Array(3).fill(429)]);
  });

  it("makes no guess free by having the guessed password itself", async () => {
    const guesses: number[] = [];
    for (let count = 0; count < 12; count += 1) {
      const password = `guessed password ${count}`;
      await patch(evil, `/Users/${doubleId}`, { op: "replace", path: "password", value: password });
      guesses.push(await web(password));
    }
    expect(guesses).toEqual([...Array(10).fill(200), 429, 429]);
  });

  it("gains nothing by guessing at once: right ones give back no more than themselves", async () => {
    const passwords = Array.from({ length: 24 }, (_, index) => (index % 2 === 0 ? `guess ${index}` : OWN_PASSWORD));
    const answers = await Promise.all(passwords.map(web));
    expect(answers.filter((status) => status !== 429).length).toBeLessThanOrEqual(10);
    expect(await web("one more guess")).toBe(429);
  });
});

describe("Right passwords", () => {
  it("that come at once are not counted once they are answered, nor are those that had to wait", async () => {
    const right = () => test.browser().call("POST", "/api/session", EVIL);
    const answers = await Promise.all(Array.from({ length: 24 }, right));
    expect(answers.filter(({ status }) => status !== 200 && status !== 429)).toEqual([]);
    for (let count = 0; count < 12; count += 1) expect((await right()).status).toBe(200);
  });
});
