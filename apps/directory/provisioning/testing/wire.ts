/** Compares a plan with what was then sent: literally, but for the named placeholders. */
import type { PlannedSubject, PlanRun } from "../../contract.ts";
import type { PlannedAction } from "../../contract-plan.ts";
import type { Api } from "./api.ts";
import type { SeenRequest } from "./scim-target.ts";
import { until, type World } from "./world.ts";

/** A plan of the whole app, done. A worker must be running. */
export async function makePlan(api: Api, appId: string, body: object = {}): Promise<PlanRun> {
  const path = `/api/lockstep/v1/apps/${appId}/plans`;
  const { id } = await api.ok<PlanRun>("POST", path, body);
  let plan = await api.ok<PlanRun>("GET", `${path}/${id}`);
  await until(async () => {
    plan = await api.ok<PlanRun>("GET", `${path}/${id}`);
    if (plan.state === "QUEUED" || plan.state === "RUNNING") throw new Error(`The plan is ${plan.state}`);
  });
  return plan;
}

/** The plan's subjects, from the stream of lines. */
export async function subjectsOf(api: Api, plan: PlanRun): Promise<readonly PlannedSubject[]> {
  const path = `/api/lockstep/v1/apps/${plan.app.id}/plans/${plan.id}/actions`;
  const { text } = await api.call("GET", path, undefined, { accept: "application/x-ndjson" });
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as PlannedSubject);
}

/** What a plan says of each subject, with placeholders replaced by what they came to stand for; in a fixed order. */
export async function plannedRequests(world: World, subjects: readonly PlannedSubject[]): Promise<readonly string[]> {
  const people = await world.database.kysely
    .selectFrom("app_user")
    .select(["person_id", "external_id", "user_name"])
    .execute();
  const groups = await world.database.kysely.selectFrom("push_group").select(["group_id", "external_id"]).execute();
  const ids = new Map([
    ...people.map((row) => [`«id of user ${row.person_id}»`, row.external_id ?? ""] as const),
    ...people.map((row) => [`«user name of user ${row.person_id}»`, row.user_name ?? ""] as const),
    ...groups.map((row) => [row.group_id as string, row.external_id ?? ""] as const),
  ]);
  const fill = (text: string, subject: PlannedSubject) =>
    text
      .replaceAll(/«(?:id|user name) of user \w+»/g, (name) => ids.get(name) ?? name)
      .replaceAll("«id of the created resource»", ids.get(subject.id) ?? ids.get(`«id of user ${subject.id}»`) ?? "?");
  return subjects
    .filter(({ actions }) => actions.length > 0)
    .map((subject) => fill(subject.actions.map((action) => lineOf(world, action)).join("\n"), subject))
    .sort();
}

/** The writes on the wire, by run: each run is one trace. Passwords are shown as the plan shows them. */
export function sentRequests(requests: readonly SeenRequest[]): readonly string[] {
  const runs = new Map<string, string[]>();
  for (const request of requests) {
    if (request.method === "GET") continue;
    const trace = request.traceparent?.slice(3, 35) ?? "";
    runs.set(trace, [...(runs.get(trace) ?? []), sentLine(request)]);
  }
  return [...runs.values()].map((lines) => lines.join("\n")).sort();
}

/** One planned request as a line. */
export function lineOf(world: World, action: PlannedAction): string {
  const path = action.url.replace(world.target.baseUrl, "");
  return `${action.method} ${path} ${action.body === null ? "" : JSON.stringify(action.body)}`;
}

/** One request of the wire as a line. */
export function sentLine({ method, path, body }: SeenRequest): string {
  return `${method} ${path} ${body === undefined ? "" : JSON.stringify(hidePasswords(body))}`;
}

function hidePasswords(value: unknown, key = "", path = ""): unknown {
  if (key === "password" || (key === "value" && path === "password"))
    return typeof value === "string" ? "«password»" : value;
  if (Array.isArray(value)) return value.map((item) => hidePasswords(item));
  if (typeof value !== "object" || value === null) return value;
  const of = (value as { path?: unknown }).path;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, hidePasswords(item, name, typeof of === "string" ? of : "")]),
  );
}
