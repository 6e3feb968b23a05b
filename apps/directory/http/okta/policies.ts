/** `/api/v1/policies`: the one policy of type PASSWORD. */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { DirectoryError } from "../../domain/error.ts";
import {
  loadPasswordPolicy,
  type PolicyRow,
  replacePolicy,
  requirePolicy,
} from "../../domain/password-policy/policy.ts";
import { EVERYONE_GROUP_ID } from "../../domain/people.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";
import { toInstant } from "../render/instant.ts";

const whole = (min: number, max: number) =>
  z
    .number("Must be a whole number")
    .int("Must be a whole number")
    .min(min, `Must be at least ${min}`)
    .max(max, `Must be at most ${max}`);

/** Left out, a number is Okta's default. What the directory cannot do is refused where it is switched on. */
const settingsSchema = z.object({
  password: z.object({
    complexity: z
      .object({
        minLength: whole(4, 30).default(8),
        minLowerCase: whole(0, 1).default(1),
        minUpperCase: whole(0, 1).default(1),
        minNumber: whole(0, 1).default(1),
        minSymbol: whole(0, 1).default(0),
        excludeUsername: z.boolean().default(true),
        excludeAttributes: z
          .array(z.enum(["firstName", "lastName"]))
          .max(2)
          .default([]),
        dictionary: z
          .object({
            common: z.object({ exclude: z.literal(false, "Lists of common passwords are not supported") }).optional(),
          })
          .optional(),
      })
      .prefault({})
      .transform(({ dictionary: _dictionary, ...complexity }) => complexity),
    age: z
      .object({
        maxAgeDays: whole(0, 999).default(0),
        minAgeMinutes: whole(0, 9999).default(0),
        historyCount: whole(0, 24).default(4),
        expireWarnDays: z.literal(0, "The directory sends no warnings").optional(),
      })
      .prefault({})
      .transform(({ expireWarnDays: _warn, ...age }) => age),
    lockout: z
      .object({ maxAttempts: whole(0, 100).default(10), autoUnlockMinutes: whole(0, 525_600).default(0) })
      .prefault({}),
  }),
});
const policySchema = z.object({
  type: z.literal("PASSWORD", "Must be PASSWORD").optional(),
  status: z.literal("ACTIVE", "The default policy is always active").optional(),
  description: z.string().max(255).nullish(),
  settings: settingsSchema,
});

/** Routes below `/api/v1/policies`. */
export function policyRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const answer = (context: Context, policy: PolicyRow) => context.json(renderPolicy(policy, deps.publicBaseUrl()));

  routes.get("/", async (context) => {
    const type = context.req.query("type");
    if (type === undefined || type === "")
      throw new DirectoryError("E0000028", { causes: ["type: The parameter is required"] });
    const policies = type === "PASSWORD" ? [await loadPasswordPolicy(deps.database.kysely)] : [];
    return context.json(policies.map((policy) => renderPolicy(policy, deps.publicBaseUrl())));
  });

  routes.get("/:policyId", async (context) =>
    answer(context, await requirePolicy(deps.database.kysely, context.req.param("policyId"))),
  );

  routes.put("/:policyId", async (context) => {
    const { id, description } = await requirePolicy(deps.database.kysely, context.req.param("policyId"));
    const body = await readJson(context, policySchema);
    const change = { description: body.description ?? description, settings: body.settings };
    return answer(context, await replacePolicy(actOf(deps, context), id, change));
  });
  return routes;
}

function renderPolicy(policy: PolicyRow, publicBaseUrl: string): Readonly<Record<string, unknown>> {
  return {
    id: policy.id,
    type: "PASSWORD",
    status: "ACTIVE",
    name: policy.name,
    description: policy.description,
    priority: 1,
    system: true,
    created: toInstant(policy.created_at),
    lastUpdated: toInstant(policy.last_updated_at),
    conditions: {
      people: { groups: { include: [EVERYONE_GROUP_ID] } },
      authProvider: { provider: "OKTA" },
    },
    settings: policy.settings,
    _links: {
      self: { href: `${publicBaseUrl}/api/v1/policies/${policy.id}`, hints: { allow: ["GET", "PUT"] } },
    },
  };
}
