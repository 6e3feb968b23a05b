import type {
  Connection,
  ConnectionInput,
  DoctorReport,
  Feature,
  InboundProvisioningCapabilities,
  Mapping,
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

/** *Test API Credentials*: the given ones, or the saved ones when none are given. */
export function testConnection(appId: string, input: ConnectionInput | undefined): Promise<DoctorReport> {
  return api.post<DoctorReport>(`${lockstepAppPath(appId)}/connection/test`, input);
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

/** The attribute mappings from a person to the app. */
export function mappingsQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "mappings"],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: readonly Mapping[] }>(`${lockstepAppPath(appId)}/mappings`, undefined, signal)).items,
  });
}

/** Replaces the attribute mappings. */
export function saveMappings(appId: string, items: readonly Mapping[]): Promise<{ items: readonly Mapping[] }> {
  return api.put(`${lockstepAppPath(appId)}/mappings`, { items });
}

/** What an expression gives for a person. */
export function mappingPreviewQuery(appId: string, expression: string, personId: string) {
  return queryOptions({
    queryKey: ["app", appId, "mapping-preview", expression, personId],
    queryFn: () => api.post<{ value: unknown }>(`${lockstepAppPath(appId)}/mappings/preview`, { expression, personId }),
    retry: false,
  });
}

/** Sends every profile again. */
export function forceSync(appId: string): Promise<{ count: number }> {
  return api.post(`${lockstepAppPath(appId)}/force-sync`);
}

/** Gives every person a new password in the app. */
export function resetPasswords(appId: string): Promise<{ count: number }> {
  return api.post(`${lockstepAppPath(appId)}/reset-passwords`);
}
