/**
 * The service's console and account API as types: the consoles and the CLI import these, never the database.
 * All paths are under `/api`; JSON in and out. Errors are `ApiError` with a fitting status.
 * A session is an HttpOnly cookie `lockstep_service` set by `POST /api/session`; writes need the header `X-Lockstep: 1` (cross-site guard).
 *
 *   POST   /api/session                    SignInRequest -> Me            401 `signInFailed`, 429 `tooManyAttempts`
 *   DELETE /api/session                    -> 204
 *   GET    /api/me                         -> Me                          401 `signedOut`
 *   PUT    /api/me/password                ChangePasswordRequest -> 204
 *   GET    /api/me/api-keys                -> { items: ApiKey[] }
 *   POST   /api/me/api-keys                { name } -> NewApiKey (shown once)
 *   DELETE /api/me/api-keys/:id            -> 204
 *   PUT    /api/me/organisation            { organisationId } -> Me        one of one's own becomes the default
 *   GET    /api/me/sessions                -> { items: Session[] }
 *   DELETE /api/me/sessions/:id            -> 204
 *   GET    /api/credentials                -> { items: Credential[] }     one's own; an owner sees the whole account's
 *   POST   /api/credentials                CredentialDraft -> NewCredential (201, secret shown once)
 *   PATCH  /api/credentials/:id            CredentialChange -> Credential
 *   POST   /api/credentials/:id/rotate     { overlapSeconds? } -> NewCredential
 *   DELETE /api/credentials/:id            -> 204
 *   DELETE /api/credentials/:id/tokens     -> 204 (ends the access tokens of an OAuth client)
 *   POST   /api/password-reset             { email } -> 202 (same answer for known and unknown)
 *   POST   /api/password-reset/:token      { password } -> 204            410 `linkUsed` (used, expired or unknown)
 *   GET    /api/account                    -> Account
 *   PUT    /api/account/modules/scim       { enabled } -> Account         owner or administrator
 *   PUT    /api/account/settings           { restoresIds } -> Account     owner or administrator
 *   GET    /api/organisations              -> { items: Organisation[] }
 *   POST   /api/organisations              { name, code, parentId } -> Organisation
 *   PUT    /api/organisations/:id          { name, code, parentId } -> Organisation    409 `circle`, `codeTaken`, `mother`
 *   DELETE /api/organisations/:id          -> 204                                      409 `organisationInUse`
 *   GET    /api/users?search&startIndex&count&organisationId&active -> UserPage
 *   POST   /api/users                      NewUser -> User (201)          409 `emailTaken`; without a password the person gets a set-password link
 *   GET    /api/users/:id                  -> User
 *   PUT    /api/users/:id/profile          UserProfile -> User             409 `emailTaken`
 *   POST   /api/users/:id/invitation       -> 204 (mails a link to choose a password)    409 `inactive`
 *   PUT    /api/users/:id/organisations    { organisationIds, defaultOrganisationId } -> User
 *   PUT    /api/users/:id/roles            { roles } -> User
 *   PUT    /api/users/:id/active           { active } -> User
 *   GET    /api/users/:id/sessions         -> { items: Session[] }        administrators
 *   DELETE /api/users/:id/sessions         -> 204 (ends all of them)
 *   GET    /api/groups?search&startIndex&count -> GroupPage
 *   GET    /api/groups/:id                 -> GroupDetail
 *   POST   /api/groups                     { displayName } -> GroupDetail (201)         409 `nameTaken`
 *   PUT    /api/groups/:id                 { displayName } -> GroupDetail               409 `nameTaken`
 *   POST   /api/groups/:id/members         { add?, remove? } -> GroupDetail
 *   DELETE /api/groups/:id                 -> 204
 *   GET    /api/requests?credentialId&traceId&outcome&method&search&cursor&limit -> RequestPage      administrators; newest first
 *   GET    /api/traffic                    -> { items: ClientTraffic[] }                administrators; the last 24 hours
 *   GET    /api/events?resourceType&resourceId&kind&traceId&before&limit -> RecentEvents    administrators; newest first
 *   GET    /api/normalisations?credentialId -> { items: NormalisationCount[] }       administrators
 *   GET    /api/audit?actorUserId&subjectId&traceId&action&cursor&limit -> AuditPage   administrators; newest first
 *   GET    /api/schemas                    -> DefinitionList<SchemaResource>        administrators; the account's own, and the service's
 *   POST   /api/schemas                    SchemaResource -> SchemaResource (201)   400 `invalidDefinition`, 409 `definitionExists`
 *   GET    /api/schemas/:urn               -> SchemaResource
 *   PUT    /api/schemas/:urn               SchemaResource -> SchemaResource         409 `resourcesExist`: stored resources would not stay valid
 *   DELETE /api/schemas/:urn               -> 204                                   409 `schemaInUse`
 *   GET, POST, PUT, DELETE /api/resource-types[/:name]   the same with ResourceTypeResource; PUT of a type of the service adds extensions
 *   GET    /api/outbox                     -> { items: OutboxMail[] }     administrators; mail that SMTP did not take
 *
 * Webhooks, for owners and administrators:
 *   GET    /api/webhooks                   -> { items: Webhook[] }
 *   POST   /api/webhooks                   WebhookDraft -> NewWebhook (201; the secret is shown once)
 *   GET    /api/webhooks/:id               -> Webhook
 *   PUT    /api/webhooks/:id               WebhookDraft -> Webhook
 *   DELETE /api/webhooks/:id               -> 204
 *   POST   /api/webhooks/:id/secret        { overlapHours? } -> NewWebhook; the previous secret signs too until the overlap is over
 *   POST   /api/webhooks/:id/pause         -> Webhook
 *   POST   /api/webhooks/:id/resume        -> Webhook
 *   POST   /api/webhooks/:id/test          -> WebhookTest
 *   GET    /api/webhooks/:id/deliveries?state&before&count -> DeliveryPage, the newest first
 *   POST   /api/webhooks/:id/replay        { cursor } | { event } | { dead: true } -> { replayed }    410 `cursorGone`
 */
export type {
  AttributeResource,
  DefinitionList,
  ResourceTypeResource,
  SchemaResource,
} from "./contract-definitions.ts";
export type {
  Delivery,
  DeliveryPage,
  DeliveryState,
  NewWebhook,
  Webhook,
  WebhookDraft,
  WebhookTest,
} from "./contract-webhooks.ts";

/** RFC-free, house error body. `code` is stable, `message` is for people and names the remedy. */
export interface ApiError {
  readonly error: { readonly code: string; readonly message: string; readonly field?: string };
}
export interface SignInRequest {
  readonly email: string;
  readonly password: string;
}
export interface ChangePasswordRequest {
  readonly currentPassword: string;
  readonly newPassword: string;
}
/** Roles of a user in the account. */
export type Role = "owner" | "administrator" | "accountant" | "controller" | "finalApprover" | "employee";
/** What an administrator changes of a user's profile. */
export interface UserProfile {
  readonly email: string;
  readonly givenName: string;
  readonly familyName: string;
}
/** An administration; `parentId` is null for the mother organisation. */
export interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly code: string;
  readonly parentId: string | null;
  readonly userCount: number;
}
/** Membership of a user in an organisation. */
export interface UserOrganisation {
  readonly id: string;
  readonly name: string;
  readonly code: string;
  readonly isDefault: boolean;
  readonly source: "provisioned" | "manual";
}
export interface Me {
  readonly user: User;
  readonly account: Account;
}
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly modules: { readonly scim: boolean };
  /** `restoresIds`: what a credential deletes and creates again under the same `externalId` gets the same id. */
  readonly settings: { readonly restoresIds: boolean };
  readonly scimBaseUrl: string;
  readonly supportUrl: string;
  readonly pricingUrl: string;
}
/** A user as the service shows it: `email` is the SCIM `userName`, which the service displays as the person's e-mail. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly active: boolean;
  readonly locale: string | null;
  readonly department: string | null;
  readonly title: string | null;
  readonly externalId: string | null;
  readonly manager: { readonly id: string; readonly displayName: string } | null;
  readonly roles: readonly Role[];
  readonly organisations: readonly UserOrganisation[];
  readonly groups: readonly { readonly id: string; readonly displayName: string }[];
  readonly provisioned: boolean;
  readonly createdAt: string;
  readonly lastModifiedAt: string;
}
/** A user that an administrator adds by hand. `defaultOrganisationId` is one of `organisationIds`; left out, the first one. */
export interface NewUser {
  readonly email: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly password?: string;
  readonly roles: readonly Role[];
  readonly organisationIds: readonly string[];
  readonly defaultOrganisationId?: string;
}
export interface UserPage {
  readonly items: readonly User[];
  readonly total: number;
  readonly startIndex: number;
}
export interface Group {
  readonly id: string;
  readonly displayName: string;
  readonly memberCount: number;
  readonly createdAt: string;
  readonly lastModifiedAt: string;
}
export interface GroupPage {
  readonly items: readonly Group[];
  readonly total: number;
  readonly startIndex: number;
}
export interface GroupDetail extends Group {
  readonly members: readonly {
    readonly id: string;
    readonly displayName: string;
    readonly email: string;
    readonly active: boolean;
  }[];
}
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
}
export interface NewApiKey extends ApiKey {
  readonly key: string;
}
/** How a program signs in: an administrator's own e-mail and password, an API key, or OAuth client credentials. */
export type CredentialKind = "basic" | "apiKey" | "oauthClient";
export type CredentialScope = "users:read" | "users:write" | "groups:read" | "groups:write";
export type ToleranceProfile =
  | "rfc"
  | "okta"
  | "entra"
  | "entra-optscim"
  | "onelogin"
  | "jumpcloud"
  | "generic"
  | "interop";
/** A credential without its secret. The id of an OAuth client is its `client_id`. */
export interface Credential {
  readonly id: string;
  readonly kind: CredentialKind;
  readonly name: string;
  /** How the secret begins; null for an e-mail and password. */
  readonly prefix: string | null;
  readonly userId: string;
  readonly userEmail: string;
  readonly scopes: readonly CredentialScope[];
  readonly profile: ToleranceProfile;
  /** Single switches that differ from the profile. */
  readonly overrides: Readonly<Record<string, boolean>>;
  /** Null: the service's default. */
  readonly rateLimit: CredentialRate | null;
  readonly createdAt: string;
  /** To the minute. */
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
  /** After a rotation: when the secret before this one ends, or ended. */
  readonly previousEndsAt: string | null;
  /** Until when all that it sends and is answered is kept in the request log; null, or past: faults and normalised requests only. */
  readonly captureEndsAt: string | null;
}
export interface CredentialRate {
  readonly perSecond: number;
  readonly burst: number;
}
/** What may be changed; what is left out stays. Null takes a rate limit or an end away. */
export interface CredentialChange {
  readonly name?: string | undefined;
  readonly scopes?: readonly CredentialScope[] | undefined;
  readonly profile?: ToleranceProfile | undefined;
  readonly overrides?: Readonly<Record<string, boolean>> | undefined;
  readonly rateLimit?: CredentialRate | null | undefined;
  readonly expiresAt?: string | null | undefined;
  /** True: from now on for an hour. False: no longer. */
  readonly captures?: boolean | undefined;
}
export interface CredentialDraft extends CredentialChange {
  readonly kind: Exclude<CredentialKind, "basic">;
  readonly name: string;
}
/** `secret` is shown this once: the API key, or the client secret. */
export interface NewCredential extends Credential {
  readonly secret: string;
}
/** A console session; `isCurrent` is the one that asks. */
export interface Session {
  readonly id: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly expiresAt: string;
  /** Browser and system, such as `Firefox 141 on Linux`; null when it did not say. */
  readonly userAgent: string | null;
  readonly isCurrent: boolean;
}
export interface OutboxMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly createdAt: string;
}
/**
 * One SCIM request of a credential, secrets masked. Its body is kept for faults, for normalised requests and while the credential captures;
 * the answer for faults and while it captures.
 */
export interface LoggedRequest {
  readonly id: string;
  readonly credentialId: string;
  readonly occurredAt: string;
  readonly method: string;
  readonly path: string;
  readonly search: string;
  readonly status: number;
  readonly scimType: string | null;
  readonly detail: string | null;
  /** Id of an unexpected failure, as told to the client. */
  readonly errorId: string | null;
  readonly durationMs: number;
  readonly traceId: string;
  readonly userAgent: string | null;
  /** How often each tolerance fired, by the name of its switch. */
  readonly normalisations: Readonly<Record<string, number>>;
  readonly body: string | null;
  /** The answer's JSON; null: none was kept, or it had none. */
  readonly answer: string | null;
  /** The answer was longer than what is kept of one (8,192 characters). */
  readonly isAnswerCut: boolean;
}
/** How the requests of one credential went in the last 24 hours. */
export interface ClientTraffic {
  readonly credentialId: string;
  readonly requests: number;
  /** Answered with 4xx or 5xx. */
  readonly faults: number;
  /** Needed a tolerance. */
  readonly normalised: number;
  /** 95 of 100 requests took at most so long. */
  readonly p95Ms: number;
  readonly lastAt: string;
  readonly userAgent: string | null;
  readonly lastFault: { readonly occurredAt: string; readonly status: number; readonly detail: string | null } | null;
}
/** One change of a resource in the feed. */
export interface RecentEvent {
  readonly cursor: string;
  readonly id: string;
  readonly kind: "created" | "replaced" | "removed";
  readonly resourceType: string;
  readonly resourceId: string;
  readonly version: number;
  readonly changed: readonly string[];
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly membersAdded: readonly string[];
  readonly membersRemoved: readonly string[];
  readonly credentialId: string;
  readonly userId: string;
  readonly traceId: string;
  readonly occurredAt: string;
}
/** `next` is the `before` of the next page; null on the last one. */
export interface RecentEvents {
  readonly items: readonly RecentEvent[];
  readonly next: string | null;
}
/** `cursor` is null on the last page. */
export interface RequestPage {
  readonly items: readonly LoggedRequest[];
  readonly cursor: string | null;
}
/** How many requests of a credential needed a tolerance. */
export interface NormalisationCount {
  readonly credentialId: string;
  readonly switch: string;
  readonly requests: number;
  readonly firstAt: string;
  readonly lastAt: string;
}
/** One entry of the audit trail: an administrative deed, or (`resource.…`) a change of a resource with its states before and after. */
export interface AuditRecord {
  readonly occurredAt: string;
  readonly action: string;
  readonly actorUserId: string | null;
  readonly credentialId: string | null;
  /** Name of the resource type; null for administrative deeds. */
  readonly subjectType: string | null;
  readonly subjectId: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly traceId: string | null;
}
/** `cursor` is null on the last page. */
export interface AuditPage {
  readonly items: readonly AuditRecord[];
  readonly cursor: string | null;
}
