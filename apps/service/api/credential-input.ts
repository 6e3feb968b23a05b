/** What a credential may be given, as the API checks it. */
import type { Clock } from "@lockstep/ports";
import { isToleranceSwitch } from "@lockstep/scim-server";
import { z } from "zod";
import { ApiFault } from "../api-fault.ts";
import { OVERLAP_SECONDS_DEFAULT, OVERLAP_SECONDS_MAX } from "../domain/credential.ts";

export const SCOPES = ["users:read", "users:write", "groups:read", "groups:write"] as const;
const PROFILES = ["rfc", "okta", "entra", "entra-optscim", "onelogin", "jumpcloud", "generic", "interop"] as const;
const RATE_MAX = 1_000_000;

export const CredentialName = z
  .string()
  .trim()
  .min(1, "give the credential a name")
  .max(100, "use at most 100 characters");
export const ExpiresAt = z.iso.datetime({ error: "give an instant such as 2027-01-31T00:00:00Z" });
const rate = z.int("give a whole number").min(1, "give at least 1").max(RATE_MAX, `give at most ${RATE_MAX}`);

const settings = {
  scopes: z
    .array(z.enum(SCOPES, `choose among ${SCOPES.join(", ")}`))
    .min(1, "choose at least one scope")
    .max(SCOPES.length, "name each scope once")
    .transform((scopes) => SCOPES.filter((scope) => scopes.includes(scope)))
    .optional(),
  profile: z.enum(PROFILES, `choose among ${PROFILES.join(", ")}`).optional(),
  overrides: z
    .partialRecord(
      z.string().refine(isToleranceSwitch, "name a switch of docs/reference/tolerance.md"),
      z.boolean("give true or false"),
    )
    .optional(),
  rateLimit: z.object({ perSecond: rate, burst: rate }).nullable().optional(),
  expiresAt: ExpiresAt.nullable().optional(),
  captures: z.boolean("give true or false").optional(),
};

export const NewCredentialInput = z.strictObject({
  kind: z.enum(["apiKey", "oauthClient"], "choose apiKey or oauthClient"),
  name: CredentialName,
  ...settings,
});
export const CredentialChangeInput = z.strictObject({ name: CredentialName.optional(), ...settings });
export const RotationInput = z.strictObject({
  overlapSeconds: z
    .int("give a whole number of seconds")
    .min(0, "give 0 or more seconds")
    .max(OVERLAP_SECONDS_MAX, `give at most ${OVERLAP_SECONDS_MAX} seconds (90 days)`)
    .default(OVERLAP_SECONDS_DEFAULT),
});

/** An end that is over is a slip, not a way to revoke. */
export function requireFuture(expiresAt: string | null | undefined, clock: Clock): void {
  if (typeof expiresAt !== "string" || Date.parse(expiresAt) > clock.now()) return;
  throw new ApiFault(400, "invalidField", "expiresAt: choose an instant in the future", { field: "expiresAt" });
}
