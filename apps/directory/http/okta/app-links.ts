/** `GET /api/v1/users/{id}/appLinks`: the apps that a person has, directly or through a group (okta-management-api §6.4). */
import type { PersonId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import { type AppLimit, isWithin } from "../../domain/roles/app-limit.ts";
import type { DirectoryTables } from "../../domain/tables.ts";

interface AssignedApp {
  readonly assignment_id: string;
  readonly app_id: string;
  readonly name: string;
  readonly label: string;
  readonly hidden: boolean;
}

/** Okta's app links in the order of the labels. The directory signs nobody in to apps: there is no address and no logo. `hidden`: *Application visibility* keeps the icon off people's pages. */
export async function listAppLinks(
  db: Kysely<DirectoryTables>,
  personId: PersonId,
  limit: AppLimit,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { rows } = await sql<AssignedApp>`
    select app_user.id as assignment_id, app.id as app_id, app.name, app.label, app.hide_web as hidden
    from app_user join app on app.id = app_user.app_id
    where app_user.person_id = ${personId} and app_user.assigned and app.status = 'ACTIVE' and ${isWithin(limit, sql`app.id`)}
    order by lower(app.label), app.id`.execute(db);
  return rows.map((row, sortOrder) => ({
    id: row.assignment_id,
    label: row.label,
    linkUrl: null,
    logoUrl: null,
    appName: row.name,
    appInstanceId: row.app_id,
    appAssignmentId: row.assignment_id,
    credentialsSetup: false,
    hidden: row.hidden,
    sortOrder,
  }));
}
