import type { AppRow } from "../../domain/apps.ts";
import type { AppTarget } from "../open-client.ts";

/** The connection of an app's row. */
export function toTargetOf(app: AppRow): AppTarget {
  return {
    id: app.id,
    baseUrl: app.base_url,
    authScheme: app.auth_scheme,
    authUsername: app.auth_username,
    authSettings: app.auth_settings,
    authSecretSealed: app.auth_secret_sealed,
  };
}
