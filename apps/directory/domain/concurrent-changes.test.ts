/** Two changes of the same thing at the same moment: one waits where the other is under way, and decides by what it finds then. */
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  addApp,
  addGroup,
  addPerson,
  appUsersOf,
  startTestDirectory,
  type TestDirectory,
} from "../http/testing/test-directory.ts";
import { during, untilWaiting } from "../provisioning/testing/meanwhile.ts";
import { lockForGroupChange } from "./push-rules/follow-groups.ts";

let directory: TestDirectory;
beforeAll(async () => {
  directory = await startTestDirectory();
});
afterAll(() => directory.close());

it("who is activated while a second DELETE waits is not removed: the person is deactivated again", async () => {
  const person = await addPerson(directory);
  await directory.ok("DELETE", `/api/v1/users/${person}`);
  await during(
    directory.config.database,
    (trx) => sql`update person set status = 'ACTIVE' where id = ${person}`.execute(trx),
    async (release) => {
      const deletion = directory.call("DELETE", `/api/v1/users/${person}`);
      await untilWaiting(directory.config.database, 1, deletion);
      release();
      expect((await deletion).status).toBe(204);
    },
  );
  expect(await directory.ok("GET", `/api/v1/users/${person}`)).toMatchObject({ status: "DEPROVISIONED" });
});

it.each([
  [
    "change_password",
    { oldPassword: { value: "First-Secret-12" }, newPassword: { value: "Second-Secret-12" } },
    "E0000035",
  ],
  [
    "forgot_password_recovery_question",
    { recovery_question: { answer: "Blue" }, password: { value: "Second-Secret-12" } },
    "E0000034",
  ],
])("%s of somebody who is deactivated meanwhile is refused: no new password waits", async (operation, body, code) => {
  const person = await addPerson(directory, {
    credentials: {
      password: { value: "First-Secret-12" },
      recovery_question: { question: "Which colour?", answer: "Blue" },
    },
  });
  const [before] = await directory.rows("select password_hash from person where id = $1", [person]);
  await during(
    directory.config.database,
    (trx) => sql`update person set status = 'DEPROVISIONED' where id = ${person}`.execute(trx),
    async (release) => {
      const change = directory.call<{ errorCode: string }>(
        "POST",
        `/api/v1/users/${person}/credentials/${operation}`,
        body,
      );
      await untilWaiting(directory.config.database, 1, change);
      release();
      const { status, body: answer } = await change;
      expect([status, answer.errorCode]).toEqual([403, code]);
    },
  );
  expect(await directory.rows("select password_hash from person where id = $1", [person])).toEqual([before]);
});

it("assignments that become those of a group while the group loses the app end with it", async () => {
  const appId = await addApp(directory, "Converted while unassigned", true);
  const groupId = await addGroup(directory, "Loses the app");
  const people = [await addPerson(directory), await addPerson(directory)] as const;
  for (const person of people) {
    await directory.ok("PUT", `/api/v1/groups/${groupId}/users/${person}`);
    await directory.ok("POST", `/api/v1/apps/${appId}/users`, { id: person, scope: "USER" });
  }
  await directory.ok("PUT", `/api/v1/apps/${appId}/groups/${groupId}`);
  await during(
    directory.config.database,
    // The conversion stops at the second person, when it has done the first.
    (trx) =>
      sql`select from app_user where app_id = ${appId} and person_id = ${people[1]} for no key update`.execute(trx),
    async (release) => {
      const conversion = directory.ok("POST", `/api/lockstep/v1/apps/${appId}/assignments/convert`, { to: "GROUP" });
      await untilWaiting(directory.config.database, 1, conversion);
      const removal = directory.call("DELETE", `/api/v1/apps/${appId}/groups/${groupId}`);
      await untilWaiting(directory.config.database, 2, removal);
      release();
      await Promise.all([conversion, removal]);
    },
  );
  const rows = await appUsersOf(directory, appId);
  expect(people.map((person) => rows.get(person)?.assigned)).toEqual([false, false]);
});

it("a group that is created while a push rule is saved is pushed by it", async () => {
  const app = await addApp(directory, "Push rules", true);
  await during(
    directory.config.database,
    async (trx) => {
      await lockForGroupChange(trx);
      await sql`insert into person_group (id, name) values ('00gRace', 'Race team')`.execute(trx);
    },
    async (release) => {
      const saving = directory.ok<{ groups: number }>("POST", `/api/lockstep/v1/apps/${app}/push-rules`, {
        name: "Teams",
        conditions: [{ attribute: "name", operator: "STARTS_WITH", value: "race" }],
      });
      await untilWaiting(directory.config.database, 1, saving);
      release();
      expect(await saving).toMatchObject({ groups: 1 });
    },
  );
});
