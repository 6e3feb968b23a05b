/** Sentences of the API in the language that is asked for (ADR 42): over HTTP, with real conditions and tasks. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BudgetHold, Consequence, Task, Why } from "../contract.ts";
import { addApp, addPerson, startTestDirectory, type TestDirectory } from "../http/testing/test-directory.ts";
import { wordsFor } from "./index.ts";

let directory: TestDirectory;
let app: string;
let person: string;
beforeAll(async () => {
  directory = await startTestDirectory();
  app = await addApp(directory, "Ledger", true);
  person = await addPerson(directory, { profile: { login: "jane@corp.example" } });
});
afterAll(() => directory.close());

async function ask<Body>(path: string, language?: string): Promise<Body> {
  const headers = language === undefined ? {} : { "accept-language": language };
  const answer = await directory.call<Body>("GET", path, undefined, { headers });
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
}

describe("sentences of the API", () => {
  it("why not is answered in Dutch, with the condition and what would help", async () => {
    const why = (language?: string) => ask<Why>(`/api/lockstep/v1/apps/${app}/users/jane@corp.example/why`, language);
    expect((await why("nl-NL,en;q=0.5")).answer).toBe(
      "jane@corp.example heeft geen toegang tot Ledger: Ledger is niet aan de persoon toegewezen. Wijs Ledger aan de persoon toe.",
    );
    expect((await why()).answer).toBe(
      "jane@corp.example has no access to Ledger: The person is not assigned to Ledger. Assign the person to Ledger.",
    );
    const [dutch, english] = [await why("nl"), await why("en")];
    expect(dutch.conditions.map(({ name, ok }) => [name, ok])).toEqual(
      english.conditions.map(({ name, ok }) => [name, ok]),
    );
    const same = dutch.conditions.filter(({ detail }, index) => detail === english.conditions[index]?.detail);
    expect(same).toEqual([]);
  });

  it("tasks keep the target's words, and tell cause and next step in the language", async () => {
    await directory.rows(
      `insert into task (id, app_id, cause, summary, detail, remedy, status_code) values
         ('tskCredential', $1, 'credential', 'Provisioning to Ledger is paused: the app refuses the connection''s credential', 'Wrong password, says the app.', 'Sign in to the app.', 401),
         ('tskBudget', $1, 'deactivationBudget', 'Approval', '9 accounts', 'Look at the list. (hold bhd12345)', null)`,
      [app],
    );
    const credential = await ask<Task>("/api/lockstep/v1/tasks/tskCredential", "nl");
    expect(credential).toMatchObject({
      summary: "Provisioning naar Ledger is gepauzeerd: de toepassing weigert de toegangsgegevens van de verbinding",
      detail: "Wrong password, says the app.",
      next: "Niets vanzelf: het wacht op een nieuwe poging of op een wijziging.",
    });
    expect(credential.remedy).toMatch(/^Meld u met het provisioning-account aan/);
    expect((await ask<Task>("/api/lockstep/v1/tasks/tskBudget", "nl")).remedy).toMatch(/\(hold bhd12345\)$/);
    expect(await ask<Task>("/api/lockstep/v1/tasks/tskCredential", "en")).toMatchObject({
      summary: "Provisioning to Ledger is paused: the app refuses the connection's credential",
      remedy: "Sign in to the app.",
    });
  });

  it("consequences and holds are told in the language", async () => {
    await directory.ok("POST", `/api/v1/apps/${app}/users`, { id: person });
    const path = `/api/lockstep/v1/people/${person}/consequences?operation=deactivate`;
    const { items } = await ask<{ items: readonly Consequence[] }>(path, "nl");
    expect(items.map(({ message }) => message)).toEqual(["De toepassing heeft geen actief account van deze persoon."]);
    await directory.rows(
      `insert into budget_hold (id, app_id, direction, affected, done, population, allowance, created_at)
       values ('bhd1', $1, 'deactivations', 9, 2, 40, 4, now())`,
      [app],
    );
    const hold = (language: string) => ask<BudgetHold>("/api/lockstep/v1/budget/holds/bhd1", language);
    expect((await hold("nl")).message).toMatch(
      /^9 accounts zouden worden gedeactiveerd, na 2 in de laatste \d+ uur; het budget staat er 4 toe van 40 actieve accounts\.$/,
    );
    expect((await hold("en")).message).toContain("9 accounts would be deactivated, after 2 in the last");
  });
});

describe("the language of a request", () => {
  it.each([
    ["nl", true],
    ["NL-be", true],
    ["de, nl;q=0.4, en;q=0.3", true],
    ["en, nl", false],
    ["nl;q=0.2, en", false],
    ["nl;q=0", false],
    ["fr", false],
    ["constructor, __proto__", false],
    ["", false],
  ])("%s: Dutch is %s", (header, isDutch) => {
    expect(wordsFor(header) === wordsFor("nl")).toBe(isDutch);
    expect(wordsFor(header) === wordsFor(undefined)).toBe(!isDutch);
  });
});
