/** Settings that are proposed in a request's body: checked as they are when they are saved. */
import { findDialectName, readSwitches } from "@lockstep/engine";
import type { Json } from "@lockstep/scim";
import type { Context } from "hono";
import { z } from "zod";
import type { PlanProposal } from "../../contract.ts";
import { type AppRow, DIALECT_NAMES } from "../../domain/apps.ts";
import { invalid, invalidField } from "../../domain/error.ts";
import { expressionNames } from "../../domain/expression-names.ts";
import { byPath, mappingFaults, refuseFaults } from "../../domain/mapping-rules.ts";
import { requireUserNameFormat } from "../../domain/user-name-format.ts";
import type { HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";
import { mappingItemsSchema, toMappings } from "./mappings.ts";

/** The shape of a proposal; every part may be left out. */
export const proposalSchema = z.object({
  mappings: mappingItemsSchema.optional(),
  userName: z
    .object({
      template: z.string().max(1024),
      type: z.enum(["BUILT_IN", "CUSTOM", "NONE"]),
      pushStatus: z.enum(["PUSH", "DONT_PUSH"]),
      userSuffix: z.string().max(100, "Must be at most 100 characters long").nullable().optional(),
    })
    .optional(),
  features: z
    .object({
      createUsers: z.boolean(),
      updateUserAttributes: z.boolean(),
      deactivateUsers: z.boolean(),
      syncPassword: z.boolean(),
    })
    .partial()
    .optional(),
  dialect: z.string().max(100).optional(),
  switches: z.record(z.string(), z.unknown()).optional(),
});

/** The proposal of a body that holds nothing else; null when it proposes nothing. */
export async function readProposal(deps: HttpDeps, context: Context, app: AppRow): Promise<PlanProposal | null> {
  return await requireProposal(deps, app, await readJson(context, proposalSchema));
}

/** A proposal with its rules checked; E0000001 names the mapping or the position. Null when nothing is proposed. */
export async function requireProposal(
  deps: HttpDeps,
  app: AppRow,
  proposal: z.infer<typeof proposalSchema>,
): Promise<PlanProposal | null> {
  const { userName, features, dialect, switches } = proposal;
  const custom = app.custom_attributes;
  const mappings = proposal.mappings === undefined ? undefined : byPath(toMappings(proposal.mappings), custom);
  if (mappings !== undefined) {
    refuseFaults(mappingFaults(mappings, { custom, names: await expressionNames(deps.database.kysely, app) }));
  }
  if (dialect !== undefined && findDialectName(dialect) === undefined) {
    throw invalidField("dialect", `'${dialect}' is not a dialect; choose one of ${DIALECT_NAMES.join(", ")}`);
  }
  const checked: PlanProposal = {
    ...(mappings === undefined ? {} : { mappings }),
    ...(userName === undefined ? {} : { userName: checkedUserName(userName) }),
    ...(features === undefined ? {} : { features: withoutUndefined(features) }),
    ...(dialect === undefined ? {} : { dialect }),
    ...(switches === undefined ? {} : { switches: requireSwitches(switches) }),
  };
  return Object.keys(checked).length === 0 ? null : checked;
}

function checkedUserName({
  userSuffix,
  ...userName
}: NonNullable<z.infer<typeof proposalSchema>["userName"]>): NonNullable<PlanProposal["userName"]> {
  const format = { ...userName, ...requireUserNameFormat(userName) };
  return userSuffix === undefined ? format : { ...format, userSuffix };
}

function requireSwitches(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const read = readSwitches(given as Json);
  if (read.ok) return { ...read.switches };
  const [first] = read.problems;
  throw invalid(
    `switches.${first?.place ?? ""}`,
    read.problems.map(({ place, message }) => `switches.${place}: ${message}`),
  );
}

function withoutUndefined(
  features: NonNullable<z.infer<typeof proposalSchema>["features"]>,
): NonNullable<PlanProposal["features"]> {
  return Object.fromEntries(Object.entries(features).filter(([, isOn]) => isOn !== undefined));
}
