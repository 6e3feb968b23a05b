/** Whether saving settings would overwrite more than the budget allows: asked before they are saved, by what the app is known to hold. */
import type { AppId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import type { AppSettingsFile, PlanProposal, SignOnChange } from "../../contract.ts";
import type { Deps } from "../../deps.ts";
import { type AppSettings, requireApp } from "../../domain/apps.ts";
import { allowanceOf } from "../../domain/budget.ts";
import { DirectoryError } from "../../domain/error.ts";
import type { DirectoryTables } from "../../domain/tables.ts";
import { requireUserNameFormat } from "../../domain/user-name-format.ts";
import { wordsOfExcess } from "../budget/open-hold.ts";
import { countDone } from "../budget/population.ts";
import { readBudget } from "../budget/read-budget.ts";
import { createDesiredUsers } from "../desired-users.ts";
import { effectOf } from "../sweep/effect.ts";
import { effectDigest } from "../sweep/effect-digest.ts";
import { walkLinked } from "../sweep/walk-linked.ts";
import { findSubjectApp, type SubjectApp, type UserSubject } from "../user-subject.ts";
import type { PlanExcess } from "./plan-excess.ts";
import { withProposal } from "./proposal.ts";

const DIRECTION = "attributeOverwrites";

/** How far saving other settings would exceed the app's budget of overwrites; undefined when it is within. Nothing is saved. */
export async function findOverwriteExcess(
  deps: Deps,
  appId: AppId,
  settings: (app: SubjectApp) => SubjectApp,
): Promise<PlanExcess | undefined> {
  const app = await findSubjectApp(deps.database.kysely, appId);
  if (app === undefined) return undefined;
  const budget = await readBudget(deps.database.kysely, appId);
  const scope = {
    appId,
    direction: DIRECTION,
    windowHours: budget.windowHours,
    now: new Date(deps.clock.now()),
  } as const;
  const { done, population } = await countDone(deps.database.kysely, scope);
  const allowance = allowanceOf(budget[DIRECTION], population);
  if (population + done <= allowance) return undefined;
  const affected = await countOverwritten(deps, settings(app));
  if (affected + done <= allowance) return undefined;
  const message = wordsOfExcess({ budget, direction: DIRECTION, affected, done, population, allowance });
  return { direction: DIRECTION, message };
}

/** E0000195 when the proposal overwrites more than the app's budget allows, with what to do. */
export async function assertWithinBudget(deps: Deps, appId: AppId, proposal: PlanProposal): Promise<void> {
  const excess = await findOverwriteExcess(deps, appId, (app) => withProposal(app, proposal));
  if (excess === undefined) return;
  throw exceedsBudget(
    `plan: ${excess.message} Make a plan of the change (POST …/plans, or lockstep plan), look at it, and name it as "plan".`,
  );
}

/** The refusal of settings that are over the budget. */
export function exceedsBudget(cause: string): DirectoryError {
  return new DirectoryError("E0000195", { summary: "The change exceeds the app's budget", causes: [cause] });
}

/** As `findOverwriteExcess`, of another user name format. */
export async function signOnExcess(deps: Deps, appId: AppId, change: SignOnChange): Promise<PlanExcess | undefined> {
  const { push: pushStatus, userSuffix } = change;
  const userName = { ...requireUserNameFormat(change), pushStatus, userSuffix };
  return await findOverwriteExcess(deps, appId, (app) => withProposal(app, { userName }));
}

/** As `findOverwriteExcess`, of settings of the app itself: its user name format and its dialect. What is not given stays as it is. */
export async function appExcess(deps: Deps, appId: AppId, settings: AppSettings): Promise<PlanExcess | undefined> {
  const app = await requireApp(deps.database.kysely, appId);
  const { userName: given, dialect } = settings;
  const push = given?.push ?? app.user_name_push;
  const suffix = given?.suffix === undefined ? app.user_name_suffix : given.suffix;
  const format = given === undefined ? undefined : requireUserNameFormat(given);
  const isAsBefore =
    (format === undefined || (format.type === app.user_name_type && format.template === app.user_name_template)) &&
    push === app.user_name_push &&
    suffix === app.user_name_suffix;
  if (isAsBefore && (dialect === undefined || dialect === app.dialect)) return undefined;
  return await findOverwriteExcess(deps, appId, (stored) =>
    withProposal(stored, {
      ...(format === undefined ? {} : { userName: { ...format, pushStatus: push, userSuffix: suffix } }),
      ...(dialect === undefined ? {} : { dialect }),
    }),
  );
}

/** As `findOverwriteExcess`, of a settings file. */
export async function settingsExcess(deps: Deps, appId: AppId, file: AppSettingsFile): Promise<PlanExcess | undefined> {
  const { mappings, signOn, connection, engine, attributes } = file;
  const proposal: PlanProposal = {
    mappings,
    userName: {
      type: signOn.type,
      template: signOn.template,
      pushStatus: signOn.push,
      userSuffix: signOn.userSuffix,
    },
    features: featuresOf(file),
    dialect: connection.dialect,
    switches: engine.switches,
  };
  return await findOverwriteExcess(deps, appId, (app) => ({
    ...withProposal(app, proposal),
    customAttributes: attributes,
  }));
}

function featuresOf({ toApp }: AppSettingsFile): NonNullable<PlanProposal["features"]> {
  const { createUsers, updateUserAttributes, deactivateUsers, syncPassword } = toApp;
  return { createUsers, updateUserAttributes, deactivateUsers, syncPassword };
}

/** Who was let pass by a person and has not been sent yet is left out where the settings make the same of the account. */
async function countOverwritten(deps: Deps, app: SubjectApp): Promise<number> {
  const { kysely } = deps.database;
  const desiredOf = createDesiredUsers(deps.clock.now());
  let affected = 0;
  for await (const people of walkLinked(kysely, { app, desiredOf })) {
    const overwritten = people.flatMap(({ subject }) =>
      effectOf(subject, desiredOf) === "overwrite" ? [subject] : [],
    );
    const letPass = await findLetPass(kysely, overwritten);
    affected += overwritten.filter((subject) => {
      const digest = letPass.get(subject.appUserId);
      return digest === undefined || digest !== effectDigest(subject, "overwrite", desiredOf);
    }).length;
  }
  return affected;
}

/** Of these people, those whose work a person let pass, with the digest of what it was about (ADR 45). */
async function findLetPass(
  db: Kysely<DirectoryTables>,
  subjects: readonly UserSubject[],
): Promise<ReadonlyMap<string, string>> {
  if (subjects.length === 0) return new Map();
  const { rows } = await sql<{ id: string; digest: string }>`
    select u.id, u.effect_digest as digest from app_user u
     where u.id = any(${subjects.map(({ appUserId }) => appUserId)}::text[]) and u.is_dirty and u.approved_version >= u.dirty_version
       and u.effect_version = u.dirty_version and u.effect_digest is not null`.execute(db);
  return new Map(rows.map(({ id, digest }) => [id, digest]));
}
