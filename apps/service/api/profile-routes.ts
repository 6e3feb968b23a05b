/** What an administrator corrects of a user's profile, the invitation anew, and the organisation that one works in. */
import type { JsonObject } from "@lockstep/scim";
import { Hono } from "hono";
import { z } from "zod";
import { ApiFault } from "../api-fault.ts";
import type { Me, User } from "../contract.ts";
import { writeAudit } from "../domain/audit.ts";
import { consoleCaller } from "../domain/caller.ts";
import { setOrganisations } from "../domain/membership.ts";
import { sendWelcomeLink } from "../domain/reset-link.ts";
import { findUser } from "../domain/user.ts";
import type { QueryExecutorProvider } from "../sql.ts";
import { readAccount } from "./account-routes.ts";
import type { ApiEnv, ApiParts } from "./environment.ts";
import { PersonEmail, PersonName, refuseTakenEmail } from "./new-user-routes.ts";
import { notFound, readBody, readId } from "./read-input.ts";
import { resetPageUrl } from "./reset-routes.ts";
import { requireAdministrator, requireRightOver } from "./rights.ts";

const Profile = z.object({ email: PersonEmail, givenName: PersonName, familyName: PersonName });
const OwnOrganisation = z.object({ organisationId: z.uuid("choose one of your organisations") });
type Profile = z.output<typeof Profile>;

export function profileRoutes(parts: ApiParts): Hono<ApiEnv> {
  const { config } = parts;
  const routes = new Hono<ApiEnv>();
  routes.put("/users/:id/profile", async (context) => {
    const { viewer, traceId } = context.var;
    requireAdministrator(viewer);
    const id = readId(context, "user");
    const profile = await readBody(context, Profile);
    const before = await config.database.inAccount(viewer.accountId, (trx) => requireUser(trx, context.var, id));
    requireRightOver(viewer, before.roles);
    await parts.store
      .change(
        consoleCaller(viewer, traceId),
        parts.userShape,
        id,
        ({ attributes }) => ({ attributes: withProfile(attributes, profile), writeOnly: {}, membership: [] }),
        { ifMatch: undefined, include: { members: false, groups: false } },
      )
      .catch(refuseTakenEmail);
    return context.json(await config.database.inAccount(viewer.accountId, (trx) => requireUser(trx, context.var, id)));
  });
  routes.post("/users/:id/invitation", async (context) => {
    const { viewer, traceId } = context.var;
    requireAdministrator(viewer);
    const id = readId(context, "user");
    const { accountId } = viewer;
    const mailId = await config.database.inAccount(accountId, async (trx) => {
      const user = await requireUser(trx, context.var, id);
      requireRightOver(viewer, user.roles);
      if (!user.active) {
        throw new ApiFault(409, "inactive", "This user is inactive and cannot sign in; activate the user first.");
      }
      const entry = { accountId, actorUserId: viewer.userId, subjectId: id, traceId };
      await writeAudit(trx, { ...entry, action: "user.invited" }, config);
      const person = { accountId, userId: id as typeof viewer.userId, email: user.email };
      return sendWelcomeLink(trx, person, resetPageUrl(parts), config);
    });
    parts.mailer.deliver(accountId, mailId);
    return context.body(null, 204);
  });
  routes.put("/me/organisation", async (context) => {
    const { viewer, traceId } = context.var;
    const { organisationId } = await readBody(context, OwnOrganisation);
    const me = await config.database.inAccount(viewer.accountId, async (trx): Promise<Me> => {
      const before = await requireUser(trx, context.var, viewer.userId);
      const organisationIds = [...new Set(before.organisations.map((each) => each.id))];
      if (!organisationIds.includes(organisationId)) {
        const message = "You do not belong to this organisation; ask an administrator to add you.";
        throw new ApiFault(400, "notYours", message, { field: "organisationId" });
      }
      const wanted = { organisationIds, defaultOrganisationId: organisationId };
      await setOrganisations(trx, viewer, wanted, config.clock.now());
      const user = await requireUser(trx, context.var, viewer.userId);
      const entry = { accountId: viewer.accountId, actorUserId: viewer.userId, subjectId: viewer.userId, traceId };
      const detail = { before: { default: defaultOf(before) }, after: { default: defaultOf(user) } };
      await writeAudit(trx, { ...entry, action: "user.organisationsChanged", detail }, config);
      return { user, account: await readAccount(trx, parts, viewer.accountId) };
    });
    return context.json(me);
  });
  return routes;
}

async function requireUser(
  trx: QueryExecutorProvider,
  { viewer }: Pick<ApiEnv["Variables"], "viewer">,
  id: string,
): Promise<User> {
  const user = await findUser(trx, viewer.accountId, id);
  if (user === undefined) throw notFound("user");
  return user;
}

/** The name, and the e-mail wherever the old one stood as the user name or as an address. */
function withProfile(attributes: JsonObject, { email, givenName, familyName }: Profile): JsonObject {
  const { userName: oldEmail, name, emails, displayName } = attributes;
  const oldName = isObject(name) ? name : {};
  const wasComposed = displayName === undefined || displayName === `${oldName["givenName"]} ${oldName["familyName"]}`;
  const { formatted: _stale, ...others } = oldName;
  return {
    ...attributes,
    userName: email,
    name: { ...others, givenName, familyName },
    ...(wasComposed ? { displayName: `${givenName} ${familyName}` } : {}),
    ...(Array.isArray(emails)
      ? {
          emails: emails.map((each) =>
            isObject(each) && each["value"] === oldEmail ? { ...each, value: email } : each,
          ),
        }
      : {}),
  };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function defaultOf(user: User): string | null {
  return user.organisations.find((each) => each.isDefault)?.code ?? null;
}
