/** What Okta has no public API for, below `/api/lockstep/v1/apps/{id}`: provision, preview, passwords, sync, pause, progress, Push Now. */
import type { AppId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { sql } from "kysely";
import { z } from "zod";
import type { Progress } from "../../contract.ts";
import type { Act, Trx } from "../../domain/act.ts";
import { eventOf } from "../../domain/act.ts";
import { provisionAppUser } from "../../domain/app-users.ts";
import { type AppRow, appTarget, lockApp, requireApp } from "../../domain/apps.ts";
import { DirectoryError } from "../../domain/error.ts";
import { requireProvisioning } from "../../domain/features.ts";
import { findPerson } from "../../domain/person-row.ts";
import { pushNow } from "../../domain/push-mappings.ts";
import { writeEvent } from "../../domain/system-log.ts";
import { forceSyncApp, pauseApp, previewAppUser, resetAppPasswords, resumeApp } from "../../provisioning/index.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";
import { readProposal } from "./proposal-body.ts";

const forceSyncSchema = z.object({ readTarget: z.boolean().nullish() });

/** Routes below `/api/lockstep/v1/apps/{appId}`. */
export function appWorkRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const appOf = (context: Context<Env>) => requireApp(deps.database.kysely, context.req.param("appId") as AppId);
  const idsOf = async (context: Context<Env>) => {
    const app = await appOf(context);
    const person = await findPerson(deps.database.kysely, context.req.param("personId") ?? "");
    return { appId: app.id, personId: person.id };
  };

  routes.post("/users/:personId/provision", async (context) => {
    await provisionAppUser(actOf(deps, context), await idsOf(context));
    return context.body(null, 204);
  });

  routes.post("/users/:personId/preview", async (context) => {
    const proposal = await readProposal(deps, context, await appOf(context));
    return context.json(await previewAppUser(deps, await idsOf(context), proposal));
  });

  routes.post("/reset-passwords", async (context) => {
    const app = await appOf(context);
    if (!app.sync_password)
      throw new DirectoryError("E0000024", { causes: ["Sync Password is not enabled for the app."] });
    if (app.password_seed === "OKTA") {
      throw new DirectoryError("E0000024", {
        causes: [
          "The app gets the directory's own passwords, which are known only when people choose them. Sync a random password to reset all.",
        ],
      });
    }
    const count = await logged(actOf(deps, context), app, {
      eventType: "application.provision.user.password",
      message: "Reset all passwords of application",
      work: (trx) => resetAppPasswords(trx, app.id, new Date(deps.clock.now())),
    });
    return context.json({ count });
  });

  routes.post("/force-sync", async (context) => {
    const { readTarget } = await readJson(context, forceSyncSchema);
    const app = requireProvisioning(await appOf(context));
    const count = await logged(actOf(deps, context), app, {
      eventType: "application.provision.user.sync",
      message: "Force sync of application",
      work: (trx) => forceSyncApp(trx, app.id, { readTarget: readTarget === true, now: new Date(deps.clock.now()) }),
    });
    return context.json({ count });
  });

  routes.post("/pause", async (context) => {
    const app = await appOf(context);
    const { displayName } = context.get("caller").actor;
    const pause = {
      reason: "administrator" as const,
      detail: `Paused by ${displayName}`,
      now: new Date(deps.clock.now()),
    };
    await deps.database.transaction((trx) => pauseApp(trx, app, pause));
    return context.body(null, 204);
  });

  routes.post("/resume", async (context) => {
    const app = await appOf(context);
    await logged(actOf(deps, context), app, {
      eventType: "application.provision.integration.resume",
      message: "Resume provisioning of application",
      work: (trx) => resumeApp(trx, app.id, new Date(deps.clock.now())),
    });
    return context.body(null, 204);
  });

  routes.get("/progress", async (context) => context.json(await readProgress(deps, await appOf(context))));

  routes.post("/group-push/mappings/:mappingId/push", async (context) => {
    const app = await appOf(context);
    await pushNow(actOf(deps, context), { appId: app.id, id: context.req.param("mappingId") });
    return context.body(null, 204);
  });
  return routes;
}

async function logged<Result>(
  act: Act,
  app: AppRow,
  step: { readonly eventType: string; readonly message: string; readonly work: (trx: Trx) => Promise<Result> },
): Promise<Result> {
  return await act.database.transaction(async (trx) => {
    await lockApp(trx, app.id);
    const result = await step.work(trx);
    await writeEvent(
      trx,
      eventOf(act, { eventType: step.eventType, displayMessage: step.message, targets: [appTarget(app)] }),
    );
    return result;
  });
}

interface ProgressRow {
  readonly assigned: number;
  readonly synchronized: number;
  readonly pending: number;
  readonly failed: number;
  readonly groups: number;
  readonly pending_groups: number;
  readonly failed_groups: number;
  readonly sweeping: boolean;
}

/** How far the app is. What failed and is tried again later counts as failed, not as pending. */
async function readProgress(deps: HttpDeps, app: AppRow): Promise<Progress> {
  const canWork = app.provisioning_enabled && app.status === "ACTIVE";
  const { rows } = await sql<ProgressRow>`
    select users.*, groups.*, (select sweep_version > swept_version from app where id = ${app.id}) as sweeping
    from (select
        count(*) filter (where assigned)::int as assigned,
        count(*) filter (where assigned and sync_state = 'SYNCHRONIZED' and dirty_version = clean_version)::int as synchronized,
        count(*) filter (where ${canWork} and is_dirty and sync_state <> 'ERROR')::int as pending,
        count(*) filter (where sync_state = 'ERROR')::int as failed
      from app_user where app_id = ${app.id}) as users,
      (select
        count(*)::int as groups,
        count(*) filter (where ${canWork} and is_dirty
          and (status = 'ACTIVE' or removing or (status = 'ERROR' and due_at <= ${new Date(deps.clock.now())})))::int as pending_groups,
        count(*) filter (where status = 'ERROR')::int as failed_groups
      from push_group where app_id = ${app.id}) as groups`.execute(deps.database.kysely);
  const [row] = rows;
  return {
    assigned: row?.assigned ?? 0,
    synchronized: row?.synchronized ?? 0,
    pending: row?.pending ?? 0,
    failed: row?.failed ?? 0,
    pushGroups: { total: row?.groups ?? 0, pending: row?.pending_groups ?? 0, failed: row?.failed_groups ?? 0 },
    sweeping: canWork && row?.sweeping === true,
  };
}
