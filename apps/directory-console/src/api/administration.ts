import type {
  Administrator,
  AdministratorRole,
  DirectorySettings,
  ListedSession,
  NewAdministrator,
  NewServiceApp,
  ServiceApp,
} from "@lockstep/directory-app/contract";
import { queryOptions } from "@tanstack/react-query";
import { api, LOCKSTEP, OKTA } from "./client.ts";

const ADMINISTRATORS = `${LOCKSTEP}/administrators`;
const SESSIONS = `${LOCKSTEP}/sessions`;
const SERVICE_APPS = `${LOCKSTEP}/service-apps`;

/** Everybody who administers the directory. */
export const administratorsQuery = queryOptions({
  queryKey: ["administrators"],
  queryFn: async ({ signal }) =>
    (await api.get<{ items: readonly Administrator[] }>(ADMINISTRATORS, undefined, signal)).items,
});

/** Role and limit of an administrator. */
export interface RoleInput {
  readonly name: string;
  readonly role: AdministratorRole;
  /** Null = every app. */
  readonly appIds: readonly string[] | null;
}

/** Invites somebody; the answer has the link that is shown once. */
export function inviteAdministrator(input: RoleInput & { readonly login: string }): Promise<NewAdministrator> {
  return api.post(ADMINISTRATORS, input);
}

/** Changes name, role and limit. */
export function changeAdministrator(id: string, input: RoleInput): Promise<Administrator> {
  return api.put(administratorPath(id), input);
}

/** A new link for the password of an administrator. */
export function renewInvitation(id: string): Promise<{ invitationUrl: string }> {
  return api.post(`${administratorPath(id)}/invite`);
}

/** Switches an administrator off or on. */
export function setAdministratorActive(id: string, isActive: boolean): Promise<Administrator> {
  return api.post(`${administratorPath(id)}/${isActive ? "activate" : "deactivate"}`);
}

/** Ends every session of another administrator; gives how many. */
export async function endSessionsOf(id: string): Promise<number> {
  const { items } = await api.get<{ items: readonly ListedSession[] }>(`${administratorPath(id)}/sessions`);
  await api.remove(`${administratorPath(id)}/sessions`);
  return items.length;
}

function administratorPath(id: string): string {
  return `${ADMINISTRATORS}/${encodeURIComponent(id)}`;
}

/** One's own sessions, the newest first. */
export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: async ({ signal }) =>
    (await api.get<{ items: readonly ListedSession[] }>(SESSIONS, undefined, signal)).items,
});

/** Ends one of one's own sessions. */
export function endSession(id: string): Promise<void> {
  return api.remove(`${SESSIONS}/${encodeURIComponent(id)}`);
}

/** Ends all of one's sessions but this one. */
export function endOtherSessions(): Promise<void> {
  return api.remove(SESSIONS);
}

/** Changes one's own password. */
export function changePassword(oldPassword: string, newPassword: string): Promise<void> {
  return api.post(`${LOCKSTEP}/session/password`, { oldPassword, newPassword });
}

/** Settings of the directory. */
export const settingsQuery = queryOptions({
  queryKey: ["settings"],
  queryFn: ({ signal }) => api.get<DirectorySettings>(`${LOCKSTEP}/settings`, undefined, signal),
  staleTime: 5 * 60_000,
});

/** Stores the company's name. */
export function saveCompany(companyName: string): Promise<DirectorySettings> {
  return api.put(`${LOCKSTEP}/settings`, { companyName });
}

/** Okta's password policy, as far as it is kept. */
export interface PasswordPolicy {
  readonly id: string;
  readonly settings: {
    readonly password: {
      readonly complexity: {
        readonly minLength: number;
        readonly minLowerCase: number;
        readonly minUpperCase: number;
        readonly minNumber: number;
        readonly minSymbol: number;
        readonly excludeUsername: boolean;
        readonly excludeAttributes: readonly string[];
      };
      readonly age: { readonly maxAgeDays: number; readonly minAgeMinutes: number; readonly historyCount: number };
      readonly lockout: { readonly maxAttempts: number; readonly autoUnlockMinutes: number };
    };
  };
}

/** The one password policy. */
export const passwordPolicyQuery = queryOptions({
  queryKey: ["password-policy"],
  queryFn: async ({ signal }) =>
    (await api.get<readonly PasswordPolicy[]>(`${OKTA}/policies`, { type: "PASSWORD" }, signal))[0] ?? null,
});

/** Replaces the settings of the password policy. */
export function savePasswordPolicy({ id, settings }: PasswordPolicy): Promise<PasswordPolicy> {
  return api.put(`${OKTA}/policies/${encodeURIComponent(id)}`, { type: "PASSWORD", settings });
}

/** OAuth clients that act by themselves. */
export const serviceAppsQuery = queryOptions({
  queryKey: ["service-apps"],
  queryFn: async ({ signal }) =>
    (await api.get<{ items: readonly ServiceApp[] }>(SERVICE_APPS, undefined, signal)).items,
});

/** Registers a service app, with a public key or a secret of its own. */
export function createServiceApp(input: {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly key: object | undefined;
}): Promise<NewServiceApp> {
  const { name, scopes, key } = input;
  return api.post(SERVICE_APPS, {
    name,
    scopes,
    ...(key === undefined ? { withSecret: true } : { jwks: { keys: [key] } }),
  });
}

/** Switches a service app off or on. */
export function setServiceAppStatus(id: string, status: ServiceApp["status"]): Promise<ServiceApp> {
  return api.put(`${SERVICE_APPS}/${encodeURIComponent(id)}`, { status });
}

/** A new secret; the old one ends. */
export function renewSecret(id: string): Promise<{ clientSecret: string }> {
  return api.post(`${SERVICE_APPS}/${encodeURIComponent(id)}/secret`);
}

/** Removes a service app. */
export function removeServiceApp(id: string): Promise<void> {
  return api.remove(`${SERVICE_APPS}/${encodeURIComponent(id)}`);
}
