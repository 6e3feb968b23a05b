/** `/api/v1/apps/{id}/features` (okta-management-api §9.5): the To App and To Directory pages. */
import type { AppId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Feature } from "../../contract.ts";
import { type AppRow, requireApp } from "../../domain/apps.ts";
import { invalidField, notFound } from "../../domain/error.ts";
import {
  changedSchedules,
  IMPORT_EMAIL_TEMPLATE,
  requireProvisioning,
  type ScheduleTimes,
  type Sourcing,
  type ToAppChange,
  type ToDirectoryChange,
  toAppCapabilities,
  toDirectoryCapabilities,
  updateToApp,
  updateToDirectory,
} from "../../domain/features.ts";
import { isTimeZone } from "../../domain/profile-schema/attribute.ts";
import type { ImportMatch } from "../../domain/tables.ts";
import { requireUserNameFormat } from "../../domain/user-name-format.ts";
import { checkImportSchedule, isFullMoreFrequent, nextImportAt, rematchFew } from "../../provisioning/index.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";

const statusSchema = z.enum(["ENABLED", "DISABLED"]);
const toggleSchema = z.object({ status: statusSchema });
const toAppSchema = z.object({
  create: z.object({ lifecycleCreate: toggleSchema.nullish() }).nullish(),
  update: z
    .object({
      profile: toggleSchema.nullish(),
      lifecycleDeactivate: toggleSchema.nullish(),
      password: z
        .object({
          status: statusSchema.nullish(),
          seed: z.enum(["RANDOM", "OKTA"]).nullish(),
          // Okta's own examples also write CYCLE.
          change: z.enum(["CHANGE", "KEEP_EXISTING", "CYCLE"]).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

const scheduleSchema = z.object({
  expression: z.string().max(100).nullish(),
  timezone: z.string().max(64).nullish(),
  timeZone: z.string().max(64).nullish(),
});
const userNameFormatSchema = z.enum(["EMAIL", "CUSTOM"]).nullish();
const criterionSchema = z.string().min(1).max(100);
const toDirectorySchema = z.object({
  importSettings: z
    .object({
      username: z
        .object({
          usernameFormat: userNameFormatSchema,
          userNameFormat: userNameFormatSchema,
          userNameExpression: z.string().max(1024).nullish(),
        })
        .nullish(),
      schedule: z
        .object({
          status: statusSchema.nullish(),
          fullImport: scheduleSchema.nullish(),
          incrementalImport: scheduleSchema.nullish(),
        })
        .nullish(),
      groups: statusSchema.nullish(),
      // What was tried, not what is set: it may come back with the rest.
      changes: z.unknown().optional(),
    })
    .nullish(),
  importRules: z
    .object({
      userCreateAndMatch: z
        .object({
          exactMatchCriteria: z.union([z.array(criterionSchema).min(1).max(5), criterionSchema]).optional(),
          allowPartialMatch: z.boolean().optional(),
          autoConfirmExactMatch: z.boolean().optional(),
          autoConfirmPartialMatch: z.boolean().optional(),
          autoConfirmNewUsers: z.boolean().optional(),
          autoActivateNewUsers: z.boolean().optional(),
          showInactiveUsers: z.boolean().optional(),
        })
        .nullish(),
      profileAndLifecycle: z
        .object({
          profileSourcing: z.boolean().optional(),
          whenDeactivated: z.enum(["NOTHING", "DEACTIVATE", "SUSPEND"]).optional(),
          reactivateSuspended: z.boolean().optional(),
          reactivateDeactivated: z.boolean().optional(),
        })
        .nullish(),
    })
    .nullish(),
});

/** Routes below `/api/v1/apps/{appId}/features`. */
export function featureRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const appOf = (context: Context<Env>) => requireApp(deps.database.kysely, context.req.param("appId") as AppId);

  routes.get("/", async (context) => {
    const app = requireProvisioning(await appOf(context));
    return context.json([renderToApp(app, deps.publicBaseUrl()), renderToDirectory(app, deps.publicBaseUrl())]);
  });

  // The settings can be read before the connection stands, so that the console can show them.
  routes.get("/:name", async (context) => {
    const app = await appOf(context);
    const name = context.req.param("name");
    if (name === "USER_PROVISIONING") return context.json(renderToApp(app, deps.publicBaseUrl()));
    if (name === "INBOUND_PROVISIONING") return context.json(renderToDirectory(app, deps.publicBaseUrl()));
    throw notFound(name, "Feature");
  });

  routes.put("/USER_PROVISIONING", async (context) => {
    const body = await readJson(context, toAppSchema);
    const app = await updateToApp(actOf(deps, context), (await appOf(context)).id, toAppChange(body));
    return context.json(renderToApp(app, deps.publicBaseUrl()));
  });

  routes.put("/INBOUND_PROVISIONING", async (context) => {
    const body = await readJson(context, toDirectorySchema);
    const change = toDirectoryChange(body);
    const app = await appOf(context);
    requireSchedule(app, change, new Date(deps.clock.now()));
    const updated = await updateToDirectory(actOf(deps, context), app.id, {
      change,
      dueAt: (schedule) => nextImportAt({ enabled: true, ...schedule }, new Date(deps.clock.now())) ?? null,
    });
    if (change.userNameTemplate !== undefined || change.match !== undefined)
      await rematchFew(actOf(deps, context), app.id);
    return context.json(renderToDirectory(updated, deps.publicBaseUrl()));
  });

  routes.put("/:name", (context) => {
    throw notFound(context.req.param("name"), "Feature");
  });
  return routes;
}

function isOn(
  toggle: { readonly status?: "ENABLED" | "DISABLED" | null | undefined } | null | undefined,
): boolean | undefined {
  return toggle?.status === undefined || toggle.status === null ? undefined : toggle.status === "ENABLED";
}

function toAppChange(body: z.infer<typeof toAppSchema>): ToAppChange {
  const password = body.update?.password;
  const change = password?.change === "CYCLE" ? "CHANGE" : password?.change;
  return {
    createUsers: isOn(body.create?.lifecycleCreate),
    updateUserAttributes: isOn(body.update?.profile),
    deactivateUsers: isOn(body.update?.lifecycleDeactivate),
    syncPassword: isOn(password),
    passwordSeed: password?.seed ?? undefined,
    passwordChange: change ?? undefined,
  };
}

function toDirectoryChange(body: z.infer<typeof toDirectorySchema>): ToDirectoryChange {
  const { username, schedule, groups } = body.importSettings ?? {};
  const match = body.importRules?.userCreateAndMatch ?? undefined;
  const full = schedule?.fullImport;
  return {
    userNameTemplate: importTemplate(username),
    enabled: isOn(schedule),
    ...scheduleChange(full, (cron, timeZone) => ({ cron, timeZone })),
    ...scheduleChange(schedule?.incrementalImport, (incrementalCron, incrementalTimeZone) => ({
      incrementalCron,
      incrementalTimeZone,
    })),
    groups: groups == null ? undefined : groups === "ENABLED",
    match: match === undefined ? undefined : toMatch(match),
    sourcing: given<Sourcing>(body.importRules?.profileAndLifecycle ?? {}),
  };
}

/** A schedule that is not named stays; one that is null, or has no expression, is never. */
function scheduleChange<Change>(
  body: z.infer<typeof scheduleSchema> | null | undefined,
  toChange: (cron: string | null, timeZone: string | undefined) => Change,
): Change | undefined {
  if (body === undefined) return undefined;
  return toChange(body?.expression?.trim() || null, body?.timezone ?? body?.timeZone ?? undefined);
}

type MatchBody = NonNullable<NonNullable<z.infer<typeof toDirectorySchema>["importRules"]>["userCreateAndMatch"]>;

/** What was given; Okta sends one criterion as a text, several are ours. */
function toMatch(body: MatchBody): Partial<ImportMatch> {
  const { exactMatchCriteria, ...flags } = body;
  const criteria = exactMatchCriteria === undefined ? {} : { exactMatchCriteria: [exactMatchCriteria].flat() };
  return { ...given<ImportMatch>(flags), ...criteria };
}

function given<Settings>(flags: Readonly<Record<string, unknown>>): Partial<Settings> {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined)) as Partial<Settings>;
}

function importTemplate(
  username:
    | {
        readonly usernameFormat?: string | null | undefined;
        readonly userNameFormat?: string | null | undefined;
        readonly userNameExpression?: string | null | undefined;
      }
    | null
    | undefined,
): string | undefined {
  const format = username?.usernameFormat ?? username?.userNameFormat;
  if (format === null || format === undefined) return undefined;
  if (format === "EMAIL") return IMPORT_EMAIL_TEMPLATE;
  const expression = username?.userNameExpression ?? "";
  if (expression.trim() === "") throw invalidField("userNameExpression", "A custom format needs an expression");
  return requireUserNameFormat({ type: "CUSTOM", template: expression }).template;
}

/** E0000001 when the schedules that a change leads to are none, or contradict each other. */
export function requireSchedule(app: AppRow, change: ToDirectoryChange, now: Date): void {
  const { enabled, full, incremental } = changedSchedules(app, change);
  if (enabled && full.cron === null && incremental.cron === null)
    throw invalidField("expression", "A schedule that is enabled needs a cron expression");
  for (const times of [full, incremental]) requireTimes(times);
  if (isFullMoreFrequent({ enabled, ...full }, { enabled, ...incremental }, now)) {
    throw invalidField(
      "fullImport",
      `'${full.cron}' comes more often than the incremental import '${incremental.cron}': an import reads everything then before there is anything left for the incremental one. Make the full import rarer, or schedule no incremental one`,
    );
  }
}

function requireTimes({ cron, timeZone }: ScheduleTimes): void {
  if (!isTimeZone(timeZone))
    throw invalidField("timezone", `'${timeZone}' is not an IANA time zone, such as Europe/Berlin`);
  if (cron === null) return;
  if (cron.split(/\s+/).length !== 5)
    throw invalidField("expression", `'${cron}' is not a cron expression of five fields`);
  const problem = checkImportSchedule({ enabled: true, cron, timeZone });
  if (problem !== undefined)
    throw invalidField("expression", `'${cron}' is not a cron expression of five fields: ${problem}`);
}

function renderToApp(app: AppRow, publicBaseUrl: string) {
  const capabilities = toAppCapabilities(app);
  return renderFeature(app, publicBaseUrl, {
    name: "USER_PROVISIONING",
    description: "User provisioning settings from the directory to the app",
    capabilities,
  });
}

function renderToDirectory(app: AppRow, publicBaseUrl: string) {
  const capabilities = toDirectoryCapabilities(app);
  return renderFeature(app, publicBaseUrl, {
    name: "INBOUND_PROVISIONING",
    description: "In-bound provisioning settings from the app to the directory",
    capabilities,
  });
}

function renderFeature<Capabilities>(
  app: AppRow,
  publicBaseUrl: string,
  feature: Omit<Feature<Capabilities>, "status">,
): Feature<Capabilities> & Readonly<Record<string, unknown>> {
  const href = `${publicBaseUrl}/api/v1/apps/${app.id}/features/${feature.name}`;
  return {
    ...feature,
    status: app.provisioning_enabled ? "ENABLED" : "DISABLED",
    _links: { self: { href, hints: { allow: ["GET", "PUT"] } } },
  };
}
