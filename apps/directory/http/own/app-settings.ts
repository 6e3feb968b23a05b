/** `/api/lockstep/v1/apps/{id}/settings`: all settings as one document, and applying one. */
import type { AppId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { AppSettingsFile, SettingsReport } from "../../contract.ts";
import { SETTINGS_VERSION, settingsOf } from "../../domain/app-settings-file.ts";
import { applySettings, normalisedSettings } from "../../domain/apply-settings.ts";
import { type AppRow, requireApp } from "../../domain/apps.ts";
import type { ScheduleTimes } from "../../domain/features.ts";
import { listMappings } from "../../domain/mappings.ts";
import { exceedsBudget, nextImportAt, settingsExcess } from "../../provisioning/index.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { requireSchedule } from "../okta/features.ts";
import { readJson } from "../read-body.ts";
import { mappingItemsSchema, toMappings } from "./mappings.ts";

const text = (max: number) => z.string().max(max, `Must be at most ${max} characters long`);
const bound = z.number().nullable().default(null);
const attributeSchema = z.strictObject({
  name: text(50),
  title: text(255).min(1, "The field cannot be left blank"),
  description: text(1024).nullable().default(null),
  type: z.enum(["string", "number", "integer", "boolean", "reference", "array"]),
  items: z.enum(["string", "number", "integer", "reference"]).nullable().default(null),
  externalName: text(255),
  externalNamespace: text(255),
  required: z.boolean().default(false),
  scope: z.enum(["NONE", "SELF"]).default("NONE"),
  union: z.boolean().default(false),
  enum: z
    .array(z.union([text(255), z.number()]))
    .min(1)
    .max(200)
    .nullable()
    .default(null),
  minLength: bound,
  maxLength: bound,
  minimum: bound,
  maximum: bound,
});

/** Unknown keys are refused: a slip of the pen in a file must not look applied. */
const fileSchema = z.strictObject({
  kind: z.literal("lockstep.app", { error: 'Must be "lockstep.app": the file is no settings of an app' }),
  version: z.literal(SETTINGS_VERSION, {
    error: `Must be ${SETTINGS_VERSION}: another version of Lockstep wrote the file`,
  }),
  name: text(100),
  label: text(100).min(1, "The field cannot be left blank"),
  // Files of before this setting do not name it.
  visibility: z
    .strictObject({ hideWeb: z.boolean(), hideIos: z.boolean(), autoSubmitToolbar: z.boolean() })
    .default({ hideWeb: false, hideIos: false, autoSubmitToolbar: false }),
  connection: z.strictObject({ baseUrl: text(1024).nullable(), authScheme: text(20).nullable(), dialect: text(50) }),
  signOn: z.strictObject({
    type: z.enum(["BUILT_IN", "CUSTOM", "NONE"]),
    template: text(1024),
    push: z.enum(["PUSH", "DONT_PUSH"]),
    userSuffix: text(100).nullable(),
  }),
  toApp: z.strictObject({
    createUsers: z.boolean(),
    updateUserAttributes: z.boolean(),
    deactivateUsers: z.boolean(),
    syncPassword: z.boolean(),
    passwordSeed: z.enum(["RANDOM", "OKTA"]),
    passwordChange: z.enum(["CHANGE", "KEEP_EXISTING"]),
  }),
  toDirectory: z.strictObject({
    schedule: z.strictObject({
      enabled: z.boolean(),
      cron: text(100).nullable(),
      timeZone: text(64),
      // Files of before these settings do not name them; so it is below.
      incrementalCron: text(100).nullable().default(null),
      incrementalTimeZone: text(64).default("UTC"),
    }),
    groups: z.boolean().default(true),
    userNameTemplate: text(1024),
    match: z.strictObject({
      exactMatchCriteria: z.array(text(100).min(1)).min(1).max(5),
      allowPartialMatch: z.boolean(),
      autoConfirmExactMatch: z.boolean(),
      autoConfirmPartialMatch: z.boolean(),
      autoConfirmNewUsers: z.boolean(),
      autoActivateNewUsers: z.boolean(),
      showInactiveUsers: z.boolean().default(false),
    }),
    sourcing: z
      .strictObject({
        profileSourcing: z.boolean(),
        whenDeactivated: z.enum(["NOTHING", "DEACTIVATE", "SUSPEND"]),
        reactivateSuspended: z.boolean(),
        reactivateDeactivated: z.boolean(),
      })
      .default({
        profileSourcing: false,
        whenDeactivated: "NOTHING",
        reactivateSuspended: false,
        reactivateDeactivated: false,
      }),
  }),
  pushGroups: z.strictObject({ renameAppGroups: z.boolean() }),
  engine: z.strictObject({
    suspendedPeople: z.enum(["IGNORE", "DEACTIVATE"]),
    goneAccounts: z.enum(["RECREATE", "ASK"]),
    rate: z
      .strictObject({ requests: z.int().min(1).max(1_000_000), per: z.enum(["SECOND", "MINUTE", "HOUR"]) })
      .nullable(),
    concurrencyMax: z.int().min(1).max(64).nullable(),
    password: z.strictObject({ length: z.int(), alphabet: text(200) }),
    switches: z.record(z.string(), z.unknown()),
  }),
  attributes: z.array(attributeSchema).max(100),
  mappings: mappingItemsSchema,
});

/** Settings by which values of accounts are computed. */
const OVERWRITING = /^(?:mappings|attributes|signOn|toApp|connection\.dialect|engine\.switches)\b/;

function remedyOf(excess: string): string {
  return `overBudget: ${excess} Apply it with ?overBudget=hold (lockstep app apply --hold) to save it all the same: what it overwrites then waits for an approval.`;
}

/** Routes below `/api/lockstep/v1/apps/{appId}`. */
export function appSettingsRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const appOf = (context: Context<Env>) => requireApp(deps.database.kysely, context.req.param("appId") as AppId);

  routes.get("/settings", async (context) => {
    const app = await appOf(context);
    return context.json(settingsOf(app, await listMappings(deps.database.kysely, app.id)));
  });

  routes.on(["PUT", "POST"], "/settings", async (context) => {
    const body = await readJson(context, fileSchema);
    const file: AppSettingsFile = { ...body, mappings: toMappings(body.mappings) };
    const app = await appOf(context);
    const options = {
      isDryRun: context.req.query("dryRun")?.toLowerCase() === "true",
      checkSchedule: (found: AppRow, schedule: AppSettingsFile["toDirectory"]["schedule"]) =>
        requireSchedule(found, schedule, new Date(deps.clock.now())),
      dueAt: (schedule: ScheduleTimes) =>
        nextImportAt({ enabled: true, ...schedule }, new Date(deps.clock.now())) ?? null,
    };
    const act = actOf(deps, context);
    const holds = context.req.query("overBudget")?.toLowerCase() === "hold";
    const planned = await applySettings(act, app.id, { file, options: { ...options, isDryRun: true } });
    const excess = planned.changes.some(({ path }) => OVERWRITING.test(path))
      ? await settingsExcess(deps, app.id, normalisedSettings(file))
      : undefined;
    if (excess !== undefined && !options.isDryRun && !holds) throw exceedsBudget(remedyOf(excess.message));
    const report = options.isDryRun ? planned : await applySettings(act, app.id, { file, options });
    return context.json({ ...report, overBudget: excess?.message ?? null } satisfies SettingsReport);
  });
  return routes;
}
