/** The guide's pages, one function each: Integration, To App, To Okta, Sign On. */
import type {
  Connection,
  DirectoryApp,
  InboundProvisioningCapabilities,
  UserProvisioningCapabilities,
} from "@lockstep/directory-app/contract";
import type { SampleContext } from "./provision-sample.ts";

/** Integration: Enable API integration, user name and password, test, save. */
export async function connectApp(
  context: SampleContext,
  credentials: { readonly baseUrl: string; readonly username: string; readonly password: string },
): Promise<void> {
  const connection = await context.client.request<Connection>({
    method: "PUT",
    path: `/api/lockstep/v1/apps/${context.appId}/connection`,
    body: { enabled: true, authScheme: "BASIC", ...credentials },
  });
  const passed = connection.report?.steps.filter((step) => step.status === "passed").length ?? 0;
  context.output.line(`  Enable API integration: the API credentials were tested (${passed} steps passed) and saved.`);
}

/** To App: Create Users, Update User Attributes, Deactivate Users, Sync Password with a random password and a new one on each change. */
export async function setToApp(context: SampleContext): Promise<void> {
  const capabilities: UserProvisioningCapabilities = {
    create: { lifecycleCreate: { status: "ENABLED" } },
    update: {
      profile: { status: "ENABLED" },
      lifecycleDeactivate: { status: "ENABLED" },
      password: { status: "ENABLED", seed: "RANDOM", change: "CHANGE" },
    },
  };
  await context.client.request({
    method: "PUT",
    path: `/api/v1/apps/${context.appId}/features/USER_PROVISIONING`,
    body: capabilities,
  });
  context.output.line("  To App: Create Users, Update User Attributes, Deactivate Users and Sync Password are on.");
}

/** To Okta: never import, all management happens in the directory. */
export async function setToDirectory(context: SampleContext): Promise<void> {
  const path = `/api/v1/apps/${context.appId}/features/INBOUND_PROVISIONING`;
  const feature = await context.client.request<{ readonly capabilities: InboundProvisioningCapabilities }>({ path });
  const { importSettings, importRules } = feature.capabilities;
  const schedule = { status: "DISABLED" as const, fullImport: { expression: null, timezone: "UTC" } };
  await context.client.request({
    method: "PUT",
    path,
    body: { importSettings: { ...importSettings, schedule }, importRules },
  });
  context.output.line("  To Directory: never import on a schedule.");
}

/** Sign On: Application username format is Email. */
export async function setUserNameFormat(context: SampleContext): Promise<void> {
  const path = `/api/v1/apps/${context.appId}`;
  const app = await context.client.request<DirectoryApp>({ path });
  const userNameTemplate = { template: `\${source.email}`, type: "BUILT_IN", pushStatus: "PUSH" };
  await context.client.request({ method: "PUT", path, body: { ...app, credentials: { userNameTemplate } } });
  context.output.line("  Sign On: the application username format is Email.");
}
