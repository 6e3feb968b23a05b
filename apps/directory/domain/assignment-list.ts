/** The Assignments page of an app: who has it and by what, whether there is an account, and if not, why. */
import type { AppId } from "@lockstep/ports";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { AssignmentRow, PersonStatus } from "../contract.ts";
import type { AppRow } from "./apps.ts";
import { displayNameOf, profileText } from "./profile.ts";
import type { DirectoryTables, Profile } from "./tables.ts";

/** Which rows. */
export type AssignmentState = AssignmentRow["state"];

interface Row {
  readonly id: string;
  readonly person_id: string;
  readonly person_status: PersonStatus;
  readonly profile: Profile;
  readonly scope: "USER" | "GROUP";
  readonly user_name: string | null;
  readonly external_id: string | null;
  readonly provision_requested: boolean;
  readonly profile_override: Readonly<Record<string, unknown>>;
  readonly state: AssignmentState;
  readonly task_summary: string | null;
  readonly task_detail: string | null;
  readonly last_error: string | null;
  readonly groups: AssignmentRow["groups"];
  readonly created_key: string;
}

/** An account is known and nothing failed: PROVISIONED, or PENDING while a change waits. Without one: waiting, failed, or not asked for. */
const STATE = sql`
  case when app_user.sync_state = 'ERROR' then 'ERROR'
       when app_user.external_id is null and (not app_user.provision_requested or not app.provisioning_enabled) then 'NOT_PROVISIONED'
       when app_user.is_dirty then 'PENDING'
       when app_user.external_id is null then 'NOT_PROVISIONED'
       else 'PROVISIONED' end`;

/** Rows in the order of their assignment, one more than `limit` to tell whether there are more. */
export async function listAssignments(
  db: Kysely<DirectoryTables>,
  app: AppRow,
  page: {
    readonly state: AssignmentState | undefined;
    readonly matching: RawBuilder<unknown>;
    readonly beyond: RawBuilder<unknown>;
    readonly limit: number;
  },
): Promise<readonly (AssignmentRow & { readonly key: { readonly key: string; readonly id: string } })[]> {
  const { rows } = await sql<Row>`
    select app_user.id, app_user.person_id, person.status as person_status, person.profile, app_user.scope,
      coalesce(app_user.user_name, app_user.user_name_override) as user_name, app_user.external_id, app_user.provision_requested,
      app_user.profile_override, ${STATE} as state, task.summary as task_summary, task.detail as task_detail, app_user.last_error,
      (select coalesce(json_agg(json_build_object('id', held.id, 'name', held.name, 'priority', granted.priority)
          order by granted.priority, held.id), '[]')
       from app_group_assignment granted join person_group held on held.id = granted.group_id
       join group_member membership on membership.group_id = granted.group_id and membership.person_id = app_user.person_id
       where granted.app_id = app_user.app_id) as groups,
      to_char(app_user.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_key
    from app_user join person on person.id = app_user.person_id join app on app.id = app_user.app_id
    left join task on task.app_user_id = app_user.id and task.state = 'OPEN'
    where app_user.app_id = ${app.id as AppId} and app_user.assigned and ${page.beyond} and ${page.matching}
      and (${page.state ?? null}::text is null or ${STATE} = ${page.state ?? null})
    order by app_user.created_at, app_user.id limit ${page.limit + 1}`.execute(db);
  return rows.map((row) => ({
    person: {
      id: row.person_id,
      login: profileText(row.profile, "login"),
      displayName: displayNameOf(row.profile),
      status: row.person_status,
    },
    type: row.scope === "USER" ? "INDIVIDUAL" : "GROUP",
    groups: row.groups,
    userName: row.user_name,
    externalId: row.external_id,
    state: row.state,
    reason: reasonOf(app, row),
    needsProvisioning: row.external_id === null && !row.provision_requested,
    overrides: Object.keys(row.profile_override),
    key: { key: row.created_key, id: row.id },
  }));
}

/** Why there is no account or no success, in one sentence; the first reason that holds. Null when there is nothing to explain. */
function reasonOf(app: AppRow, row: Row): string | null {
  if (row.state === "PROVISIONED") return null;
  if (row.state === "ERROR")
    return [row.task_summary, row.task_detail ?? row.last_error].filter(Boolean).join(" ") || null;
  if (!app.provisioning_enabled) return "API integration is not enabled: accounts of this app are made by hand.";
  if (app.status === "INACTIVE") return "The app is inactive: nothing is sent.";
  if (row.person_status === "SUSPENDED") return "The person is suspended: nothing is sent until the suspension ends.";
  if (row.external_id === null && !row.provision_requested) {
    return app.create_users
      ? 'Assigned while accounts were not created. Choose "Provision user" to create or link the account.'
      : "Create Users is off under Provisioning, To App.";
  }
  if (app.paused_reason !== null) return `The app is paused: ${app.paused_detail ?? app.paused_reason}`;
  if (row.last_error !== null) return row.last_error;
  return row.external_id === null ? "The account is about to be created or linked." : "A change is about to be sent.";
}
