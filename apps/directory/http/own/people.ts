/** `/api/lockstep/v1/people`: the console's list; one person's timeline, the apps' side of it, and what a change of status would do. */
import type { AppId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { sql } from "kysely";
import type { PeoplePage, PersonStatus, Timeline } from "../../contract.ts";
import { requireApp } from "../../domain/apps.ts";
import { consequencesOf, STATUS_CHANGES } from "../../domain/consequences.ts";
import { invalidField } from "../../domain/error.ts";
import { STATUSES } from "../../domain/lifecycle-table.ts";
import { tellCauses } from "../../domain/own-causes.ts";
import { findPeoplePage, type PeopleFilter } from "../../domain/people-list.ts";
import { findPersonNamed, type PersonRow } from "../../domain/person-row.ts";
import { displayNameOf, profileText } from "../../domain/profile.ts";
import { loadProfileSchema } from "../../domain/profile-schema/load-schema.ts";
import { isWithin } from "../../domain/roles/app-limit.ts";
import { readTimeline } from "../../domain/timeline.ts";
import { readAppSide } from "../../provisioning/index.ts";
import { appLimitOf } from "../authorise.ts";
import { type Env, type HttpDeps, wordsOf } from "../env.ts";
import { userField } from "../okta/user-fields.ts";
import { type Cursor, cutPage, encodeCursor, foreignCursor, readPage } from "../paging.ts";
import { afterInOrder, orderBy, orderKey, readOrder } from "../query/order.ts";
import { queryFlag } from "../query-flag.ts";
import { renderUser } from "../render/user.ts";

const LIST_LIMITS = { byDefault: 100, max: 500 };
const TIMELINE_LIMITS = { byDefault: 100, max: 500 };
const TEXT_LENGTH_MAX = 200;
/** Key of the timeline's cursors. */
const TIMELINE_KEY = "timeline";

/** Served by the index `person_by_last_name`. */
const BY_LAST_NAME = {
  key: sql`(lower(coalesce(person.profile->>'lastName', '')) collate "C")`,
  cast: "text",
  isDescending: false,
} as const;

/** Routes below `/api/lockstep/v1/people`. */
export function peopleRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const named = (context: Context<Env>) => findPersonNamed(deps.database.kysely, context.req.param("id") ?? "");

  routes.get("/", async (context) => context.json(await list(deps, context)));

  routes.get("/:id/timeline", async (context) => context.json(await timeline(deps, context, await named(context))));

  routes.get("/:id/timeline/apps/:appId", async (context) => {
    const person = await named(context);
    const app = await requireApp(deps.database.kysely, context.req.param("appId") as AppId);
    const { rows } = await sql<{ external_id: string | null }>`
      select external_id from app_user where app_id = ${app.id} and person_id = ${person.id}`.execute(
      deps.database.kysely,
    );
    return context.json(
      await readAppSide(deps, app, { personId: person.id, externalId: rows[0]?.external_id ?? null }),
    );
  });

  routes.get("/:id/consequences", async (context) => {
    const person = await named(context);
    const asked = context.req.query("operation");
    const change = STATUS_CHANGES.find((known) => known === asked);
    if (change === undefined) throw invalidField("operation", `Must be one of ${STATUS_CHANGES.join(", ")}`);
    return context.json({
      items: await consequencesOf(deps.database.kysely, person.id, {
        change,
        limit: appLimitOf(context),
        words: wordsOf(context).consequences,
      }),
    });
  });
  return routes;
}

async function list(deps: HttpDeps, context: Context<Env>): Promise<PeoplePage> {
  const db = deps.database.kysely;
  const filter = readFilter(context);
  const page = readPage(context, LIST_LIMITS);
  const schema = await loadProfileSchema(db);
  const chosen = readOrder(context, (path) => userField(schema, path));
  const order = chosen ?? BY_LAST_NAME;
  const place = {
    beyond: afterInOrder(order, "person", page),
    order: orderBy(order, "person"),
    key: orderKey(order),
    limit: page.limit,
    isIndexed: chosen === undefined,
  };
  const { rows, total, isCapped } = await findPeoplePage(db, filter, place);
  const cut = cutPage(rows, page, (row): Cursor => ({ key: row.order_key, id: row.id }));
  return {
    items: cut.rows.map((row) => renderUser(row, deps.publicBaseUrl())),
    next: cut.next === undefined ? null : encodeCursor(cut.next),
    total,
    isTotalCapped: isCapped,
  };
}

function readFilter(context: Context): PeopleFilter {
  const [text, status, department] = ["q", "status", "department"].map((name) => context.req.query(name) || undefined);
  const known = ["ALL" as const, ...STATUSES].find((name): name is PersonStatus | "ALL" => name === status);
  if (status !== undefined && known === undefined) {
    throw invalidField("status", `Must be ALL or one of ${STATUSES.join(", ")}`);
  }
  for (const [name, value] of Object.entries({ q: text, department })) {
    if ((value?.length ?? 0) > TEXT_LENGTH_MAX) {
      throw invalidField(name, `Must be at most ${TEXT_LENGTH_MAX} characters long`);
    }
  }
  return { text, status: known, department };
}

async function timeline(deps: HttpDeps, context: Context<Env>, person: PersonRow): Promise<Timeline> {
  const db = deps.database.kysely;
  const page = readPage(context, TIMELINE_LIMITS);
  const rows = await readTimeline(db, {
    personId: person.id,
    appId: context.req.query("appId") || undefined,
    appLimit: appLimitOf(context),
    withReads: queryFlag(context, "reads", false),
    beforeSeq: page.after === undefined ? undefined : requireSeq(page.after),
    limit: page.limit,
  });
  const cut = cutPage(rows, page, (row): Cursor => ({ key: TIMELINE_KEY, id: row.seq }));
  const { rows: apps } = await sql<Timeline["apps"][number]>`
    select app.id, app.label, u.assigned as "isAssigned" from app_user u join app on app.id = u.app_id
    where u.person_id = ${person.id} and ${isWithin(appLimitOf(context), sql`app.id`)} order by lower(app.label), app.id`.execute(
    db,
  );
  return {
    person: {
      id: person.id,
      login: profileText(person.profile, "login"),
      name: displayNameOf(person.profile),
      status: person.status,
    },
    items: cut.rows.map(({ seq: _seq, ...entry }) => entry),
    causes: await tellCauses(db, {
      causes: cut.rows.flatMap(({ causes }) => causes),
      appLimit: appLimitOf(context),
      words: wordsOf(context).causes,
    }),
    next: cut.next === undefined ? null : encodeCursor(cut.next),
    apps,
  };
}

function requireSeq(after: Cursor): bigint {
  if (after.key === TIMELINE_KEY && /^\d{1,18}$/.test(after.id)) return BigInt(after.id);
  throw foreignCursor();
}
