/** `/api/lockstep/v1/apps/{id}/passport`: measures what the target really does, shows it, and what changed since the last time. */
import type { AppId } from "@lockstep/ports";
import {
  comparePassports,
  MEMBERS_MIN,
  type MeasureProgress,
  TRAIT_USES,
  type TraitPath,
  type TraitUse,
} from "@lockstep/scim-client";
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { PassportLeftover, PassportRun, PassportView } from "../../contract.ts";
import { requireApp } from "../../domain/apps.ts";
import { DirectoryError, invalidField } from "../../domain/error.ts";
import type { PassportOffice } from "../../provisioning/passport/passport-office.ts";
import { loadPassports, loadRuns, loadTraces, type PassportRunRow } from "../../provisioning/passport/passport-rows.ts";
import { removeTraces } from "../../provisioning/passport/remove-traces.ts";
import type { Words } from "../../words/index.ts";
import { actOf, type Env, type HttpDeps, wordsOf } from "../env.ts";
import { readJson } from "../read-body.ts";
import { toInstant, toInstantOrNull } from "../render/instant.ts";
import { streamWhenAsked } from "../stream-steps.ts";

const MEMBERS_DEFAULT = 128;
const MEMBERS_MAX = 1_000;

const measureSchema = z.object({
  consent: z.boolean().optional(),
  membersMax: z.int().min(MEMBERS_MIN).max(MEMBERS_MAX).optional(),
});

/** Routes below `/api/lockstep/v1/apps/{appId}/passport`. */
export function passportRoutes(deps: HttpDeps, office: PassportOffice): Hono<Env> {
  const routes = new Hono<Env>();
  const appIdOf = async (context: Context<Env>) =>
    (await requireApp(deps.database.kysely, context.req.param("appId") as AppId)).id;

  routes.get("/", async (context) => context.json(await viewOf(deps, await appIdOf(context), wordsOf(context))));

  routes.post("/", async (context) => {
    const body = await readJson(context, measureSchema);
    const appId = await appIdOf(context);
    if (body.consent !== true) {
      throw invalidField(
        "consent",
        "Measuring makes test users and test groups in the application, and removes them. Send true to agree",
      );
    }
    const begin = (onProgress: (progress: MeasureProgress) => void) =>
      office.begin(actOf(deps, context), { appId, membersMax: body.membersMax ?? MEMBERS_DEFAULT, onProgress });
    const streamed = await streamWhenAsked(deps, context, async (onStep: (progress: MeasureProgress) => void) => {
      await (await begin(onStep)).ended;
      return await viewOf(deps, appId, wordsOf(context));
    });
    if (streamed !== undefined) return streamed;
    await begin(() => undefined);
    return context.json(await viewOf(deps, appId, wordsOf(context)), 202);
  });

  routes.post("/cancel", async (context) => {
    const appId = await appIdOf(context);
    if (!(await office.cancel(appId))) {
      throw new DirectoryError("E0000107", { causes: ["No measuring of this app is running."] });
    }
    return context.json(await viewOf(deps, appId, wordsOf(context)), 202);
  });

  routes.post("/clean-up", async (context) => {
    const appId = await appIdOf(context);
    const traces = await loadTraces(deps.database.kysely, { appId });
    const leftovers = await removeTraces(deps, appId, traces);
    return context.json({
      removed: traces.length - leftovers.length,
      leftovers: leftovers.map(({ resource, reason }) => ({ ...renderLeftover(resource), reason })),
    });
  });
  return routes;
}

async function viewOf(deps: HttpDeps, appId: AppId, words: Words): Promise<PassportView> {
  const db = deps.database.kysely;
  const [runs, [latest, previous], traces] = await Promise.all([
    loadRuns(db, appId, 1),
    loadPassports(db, appId),
    loadTraces(db, { appId }),
  ]);
  const [run] = runs;
  return {
    run: run === undefined ? null : renderRun(run),
    passport:
      latest === undefined
        ? null
        : {
            baseUrl: latest.base_url,
            measuredAt: toInstant(latest.created_at),
            traits: latest.passport,
            uses: usesIn(words),
          },
    differences:
      latest === undefined || previous === undefined ? [] : comparePassports(previous.passport, latest.passport),
    leftovers: traces.map(renderLeftover),
  };
}

/** What each trait is for, in the language that was asked for. */
function usesIn(words: Words): Readonly<Record<TraitPath, TraitUse>> {
  const paths = Object.keys(TRAIT_USES) as TraitPath[];
  const uses = { ...TRAIT_USES };
  for (const path of paths) uses[path] = { ...uses[path], how: words.traits.how(path) };
  return uses;
}

function renderRun(run: PassportRunRow): PassportRun {
  return {
    id: run.id,
    state: run.state,
    step: run.step,
    stepsDone: run.steps_done,
    stepsTotal: run.steps_total,
    error: run.error,
    startedBy: run.started_by,
    created: toInstant(run.created_at),
    finished: toInstantOrNull(run.finished_at),
  };
}

function renderLeftover(resource: {
  readonly collection: "Users" | "Groups";
  readonly name: string;
  readonly externalId: string;
  readonly remoteId: string | undefined;
}): PassportLeftover {
  const { collection, name, externalId, remoteId } = resource;
  return { collection, name, externalId, id: remoteId ?? null };
}
