import type {
  Connection,
  ConnectionInput,
  DoctorReport,
  DoctorStep,
  Feature,
  InboundProvisioningCapabilities,
  UserProvisioningCapabilities,
} from "@lockstep/directory-app/contract";
import { queryOptions } from "@tanstack/react-query";
import { appPath, lockstepAppPath } from "./apps.ts";
import { api } from "./client.ts";

/** The connection of an app, without its secret. */
export function connectionQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "connection"],
    queryFn: ({ signal }) => api.get<Connection>(`${lockstepAppPath(appId)}/connection`, undefined, signal),
  });
}

/** *Test API Credentials*: the given ones, or the saved ones when none are given. Each step is told as it ends. */
export function testConnection(
  appId: string,
  input: ConnectionInput | undefined,
  on: { onStep: (step: DoctorStep) => void; signal: AbortSignal },
): Promise<DoctorReport> {
  return api.follow<DoctorStep, DoctorReport>(`${lockstepAppPath(appId)}/connection/test`, input, on);
}

/** Saves the connection; the directory tests it once more first. */
export function saveConnection(appId: string, input: ConnectionInput): Promise<Connection> {
  return api.put<Connection>(`${lockstepAppPath(appId)}/connection`, input);
}

/** *To App*. */
export function toAppQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "to-app"],
    queryFn: ({ signal }) =>
      api.get<Feature<UserProvisioningCapabilities>>(`${appPath(appId)}/features/USER_PROVISIONING`, undefined, signal),
  });
}

/** Saves *To App*. */
export function saveToApp(
  appId: string,
  capabilities: UserProvisioningCapabilities,
): Promise<Feature<UserProvisioningCapabilities>> {
  return api.put(`${appPath(appId)}/features/USER_PROVISIONING`, capabilities);
}

/** *To Directory*, called "To Okta" in the guide. */
export function toDirectoryQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "to-directory"],
    queryFn: ({ signal }) =>
      api.get<Feature<InboundProvisioningCapabilities>>(
        `${appPath(appId)}/features/INBOUND_PROVISIONING`,
        undefined,
        signal,
      ),
  });
}

/** Saves *To Directory*. */
export function saveToDirectory(
  appId: string,
  capabilities: InboundProvisioningCapabilities,
): Promise<Feature<InboundProvisioningCapabilities>> {
  return api.put(`${appPath(appId)}/features/INBOUND_PROVISIONING`, capabilities);
}

/** *Force Sync* that trusts nothing: every account is read in the app, and what differs is sent again. */
export function syncFromTarget(appId: string): Promise<{ count: number }> {
  return api.post(`${lockstepAppPath(appId)}/force-sync`, { readTarget: true });
}

/** Gives every person a new password in the app. */
export function resetPasswords(appId: string): Promise<{ count: number }> {
  return api.post(`${lockstepAppPath(appId)}/reset-passwords`);
}
