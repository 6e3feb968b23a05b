/** Finished sentences in the language that is asked for (ADR 50): what is refused, stored, seen at the target or computed by a package. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AppTemplate, DoctorReport, PlanPreview, TargetSwitchesView, Task, Timeline } from "../contract.ts";
import {
  ADMIN,
  addApp,
  addGroup,
  addPerson,
  startTestDirectory,
  type TestDirectory,
} from "../http/testing/test-directory.ts";

const LIST = { schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], totalResults: 0, Resources: [] };
const DUTCH = { "accept-language": "nl" };
const own = "/api/lockstep/v1";

let directory: TestDirectory;
let app: string;
let person: string;
let answer: () => Response;
beforeAll(async () => {
  directory = await startTestDirectory({ target: () => answer() });
  answer = () => Response.json(LIST);
  app = await addApp(directory, "Ledger", true);
  person = await addPerson(directory, { profile: { login: "jane@corp.example" } });
  await directory.ok("POST", `/api/v1/apps/${app}/users`, { id: person });
});
afterAll(() => directory.close());

async function inDutch<Body>(method: string, path: string, body?: unknown): Promise<Body> {
  return (await directory.call<Body>(method, path, body, { headers: DUTCH })).body;
}

/** The causes of a refusal, in both languages. */
async function causesOf(method: string, path: string, body?: unknown): Promise<Record<"nl" | "en", readonly string[]>> {
  const ask = async (headers: Readonly<Record<string, string>>) => {
    const refused = await directory.call<{ errorCauses: readonly { errorSummary: string }[] }>(method, path, body, {
      headers,
    });
    expect(refused.status, refused.text).toBeGreaterThanOrEqual(400);
    return refused.body.errorCauses.map(({ errorSummary }) => errorSummary);
  };
  return { nl: await ask(DUTCH), en: await ask({}) };
}

describe("what is refused", () => {
  it("a form tells in Dutch what is wrong with which field", async () => {
    const profile = { login: "jane", email: "jane@corp.example", firstName: "", lastName: "Doe" };
    expect(await causesOf("POST", "/api/v1/users", { profile })).toEqual({
      nl: [
        "login: De gebruikersnaam moet de vorm van een e-mailadres hebben",
        "firstName: Het veld mag niet leeg zijn",
      ],
      en: ["login: Username must be in the form of an email address", "firstName: The field cannot be left blank"],
    });
  });

  it("a state that does not allow it is told with what would help", async () => {
    const { nl } = await causesOf("POST", `/api/v1/users/${person}/lifecycle/unlock`);
    expect(nl.join(" ")).toContain("Alleen een vergrendelde persoon kan worden ontgrendeld.");
    const taken = { profile: { login: "jane@corp.example", email: "j@corp.example", firstName: "J", lastName: "D" } };
    expect((await causesOf("POST", "/api/v1/users", taken)).nl).toEqual(["login: Deze waarde is al in gebruik"]);
    expect((await causesOf("DELETE", `/api/v1/apps/${app}`)).nl).toEqual([
      "De toepassing moet inactief zijn voor zij kan worden verwijderd.",
    ]);
  });

  it("an expression's fault keeps its position", async () => {
    const path = `${own}/apps/${app}/mappings/preview`;
    const ask = (headers: Readonly<Record<string, string>>) =>
      directory.call("POST", path, { expression: "user.firstName +", personId: person }, { headers });
    const [dutch, english] = [await ask(DUTCH), await ask({})];
    expect(dutch.text).toContain("De expressie eindigt waar een waarde werd verwacht.");
    expect(dutch.body).toMatchObject({ position: english.body["position"], end: english.body["end"] });
  });

  it("a password is held against the policy in Dutch", async () => {
    const { nl } = await causesOf("POST", `/api/v1/users/${person}`, { credentials: { password: { value: "short" } } });
    expect(nl[0]).toMatch(/^password: Het wachtwoord voldoet niet aan de eisen\. De eisen: minstens \d+ tekens/);
    expect(nl[0]).not.toMatch(/letter,.*\b(an?|at least)\b/);
  });

  it("rows of a CSV tell their faults", async () => {
    const raw = "login,firstName,lastName,email\nno-mail,,Doe,x@corp.example\n";
    const report = await directory.call(`POST`, `${own}/people/import?dryRun=true`, undefined, {
      raw,
      headers: { ...DUTCH, "content-type": "text/csv" },
    });
    expect(report.text).toContain("De gebruikersnaam moet de vorm van een e-mailadres hebben");
    expect(report.text).toContain("Het veld mag niet leeg zijn");
    expect(report.headers.get("content-language")).toBe("nl");
  });
});

describe("what is seen and computed", () => {
  it("the credentials test tells cause and remedy in Dutch, as an answer and step by step", async () => {
    const input = { baseUrl: "https://93.184.216.34/scim", authScheme: "TOKEN", token: "abc" };
    answer = () => Response.json({ detail: "Who are you?" }, { status: 401 });
    const report = await inDutch<DoctorReport>("POST", `${own}/apps/${app}/connection/test`, input);
    const signIn = report.steps.find(({ name }) => name === "signIn");
    expect(signIn).toMatchObject({
      status: "failed",
      message: "De toepassing weigerde dit token. De toepassing zegt: Who are you?",
      remedy:
        "Maak in de toepassing een nieuwe API-sleutel, met het provisioning-account, en vul die hier zonder spaties in.",
    });
    expect(report.steps.at(-1)?.message).toBe("Niet bereikt: een eerdere stap is mislukt.");
    const streamed = await directory.call("POST", `${own}/apps/${app}/connection/test`, input, {
      headers: { ...DUTCH, accept: "application/x-ndjson" },
    });
    expect(streamed.text).toContain("De toepassing weigerde dit token. De toepassing zegt: Who are you?");
    expect(streamed.text).not.toContain("Not reached");
    answer = () => Response.json(LIST);
  });

  it("a plan gives its reasons, and what keeps it from being made", async () => {
    const input = { baseUrl: "https://93.184.216.34/scim", authScheme: "TOKEN", token: "abc" };
    await directory.ok("PUT", `${own}/apps/${app}/connection`, input);
    const path = `${own}/apps/${app}/users/${person}/preview`;
    const plan = await inDutch<PlanPreview>("POST", path);
    expect([...plan.reads, ...plan.actions].map(({ reason }) => reason)).toEqual([
      "Of de persoon al een account in de toepassing heeft.",
      "Er is geen account met deze gebruikersnaam in de toepassing.",
    ]);
    const blocked = await inDutch<PlanPreview>("POST", path, { features: { createUsers: false } });
    expect(blocked.blocked?.message).toMatch(
      /^Er is geen account ".+" in de toepassing gevonden, en "Create Users" staat uit\. Zet het aan onder Provisioning, To App, /,
    );
    const mappings = [{ attribute: "title", expression: "user.frstName", pushStatus: "PUSH" }];
    expect((await causesOf("POST", path, { mappings })).nl).toEqual([
      'title: Er is geen attribuut "user.frstName". Bedoelt u "user.firstName"? (positie 0)',
    ]);
  });

  it("target switches, kinds of apps and attributes of an app are described in Dutch", async () => {
    const view = await inDutch<TargetSwitchesView>("GET", `${own}/apps/${app}/target-switches`);
    expect(view.known.find(({ name }) => name === "password")?.meaning).toBe("Hoe een wachtwoord wordt gestuurd.");
    const { items } = await inDutch<{ items: readonly AppTemplate[] }>("GET", `${own}/app-templates`);
    expect(items.map(({ description }) => description).join(" ")).not.toMatch(/\bAny\b|\bthat takes\b/);
    const { attributes } = await inDutch<{ attributes: readonly { title: string }[] }>(
      "GET",
      `${own}/apps/${app}/mappings`,
    );
    expect(attributes.map(({ title }) => title)).toEqual(
      expect.arrayContaining(["Voornaam", "Kostenplaats", "Functie"]),
    );
  });
});

describe("what is stored", () => {
  it("reasons of a pause, of an assignment and of a failed push are told, the target's words stay", async () => {
    await directory.rows(
      `update app set paused_reason = 'quarantine', paused_at = now(), paused_detail = 'The app failed 5 different people or groups in a row. Last: Bad Request. Errors reported by remote server: Disk full' where id = $1`,
      [app],
    );
    const { settings } = await inDutch<{ settings: { provisioning: { paused: { detail: string } } } }>(
      "GET",
      `/api/v1/apps/${app}`,
    );
    expect(settings.provisioning.paused.detail).toBe(
      "De toepassing faalde bij 5 verschillende personen of groepen achter elkaar. De laatste keer: Bad Request. Fouten die de andere server meldt: Disk full",
    );
    const { items } = await inDutch<{ items: readonly { reason: string }[] }>("GET", `${own}/apps/${app}/assignments`);
    expect(items[0]?.reason).toMatch(/^De toepassing is gepauzeerd: De toepassing faalde bij 5 /);
    await directory.rows("update app set paused_reason = null, paused_at = null, paused_detail = null where id = $1", [
      app,
    ]);
  });

  it("titles of tasks tell a creation from a deactivation", async () => {
    const tell = async (id: string, summary: string) => {
      await directory.rows("update task set state = 'CANCELLED' where app_id = $1", [app]);
      await directory.rows(
        `insert into task (id, app_id, cause, summary, detail, remedy) values ($1, $2, 'rejected', $3, 'No, says the app.', 'x')`,
        [id, app, summary],
      );
      return await inDutch<Task>("GET", `${own}/tasks/${id}`);
    };
    expect(await tell("tsk1", "Automatic provisioning of user jane@corp.example to app Ledger failed")).toMatchObject({
      summary: "Provisioning van jane@corp.example naar Ledger is mislukt",
      detail: "No, says the app.",
    });
    expect(await tell("tsk2", "Deactivation of user jane@corp.example to app Ledger failed")).toMatchObject({
      summary: "jane@corp.example deactiveren in Ledger is mislukt",
    });
    expect(await tell("tsk3", "Unable to remove pushed group Sales to app Ledger")).toMatchObject({
      summary: "De gepushte groep Sales kon niet uit Ledger worden verwijderd",
    });
  });

  it("the System Log is told in the console, where words of both languages find events, and stays as stored for scripts", async () => {
    const signIn = { login: ADMIN.login, password: ADMIN.password };
    const { headers } = await directory.call("POST", `${own}/session`, signIn, { headers: { "x-lockstep": "1" } });
    const cookie = headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const read = async (path: string) => {
      const request = new Request(`http://directory.test${path}`, { headers: { ...DUTCH, cookie } });
      const events = (await (await directory.directory.fetch(request)).json()) as { displayMessage: string }[];
      return [...new Set(events.map(({ displayMessage }) => displayMessage))];
    };
    expect(await read("/api/v1/logs")).toEqual(expect.arrayContaining(["Persoon aanmaken", "Toepassing aanmaken"]));
    expect(await read("/api/v1/logs?q=persoon%20aanmaken")).toEqual(["Persoon aanmaken"]);
    expect(await read("/api/v1/logs?q=create%20user")).toContain("Persoon aanmaken");
    const stored = await inDutch<readonly { displayMessage: string }[]>("GET", "/api/v1/logs");
    expect(stored.map(({ displayMessage }) => displayMessage)).toContain("Create user");
  });

  it("the timeline is told; names and descriptions stay as their authors wrote them", async () => {
    const timeline = await inDutch<Timeline>("GET", `${own}/people/${person}/timeline`);
    const messages = timeline.items.map(({ message }) => message);
    expect(messages).toEqual(expect.arrayContaining(["Persoon aanmaken", "Toepassing aan een persoon toewijzen"]));
    const group = await addGroup(directory, "Create user");
    await directory.ok("PUT", `/api/v1/groups/${group}`, {
      profile: { name: "Create user", description: "The app is inactive: nothing is sent." },
    });
    expect(await inDutch("GET", `/api/v1/groups/${group}`)).toMatchObject({
      profile: { name: "Create user", description: "The app is inactive: nothing is sent." },
    });
  });
});
