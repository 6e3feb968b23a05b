/** An app as Okta's app object (okta-management-api §9.1). */
import type { DirectoryApp } from "../../contract.ts";
import type { AppRow } from "../../domain/apps.ts";
import { featureNamesOf } from "../../domain/features.ts";
import { toInstant, toInstantOrNull } from "./instant.ts";

/** What Okta's app says of pages that the directory does not have: their defaults, so that clients find every field. */
const OKTA_PAGES = {
  accessibility: { selfService: false, errorRedirectUrl: null, loginRedirectUrl: null },
};
const OKTA_VISIBILITY = { autoLaunch: false, appLinks: {} };
const OKTA_CREDENTIALS = { scheme: "EDIT_USERNAME_AND_PASSWORD", revealPassword: false, signing: {} };
const OKTA_SETTINGS = {
  app: {},
  signOn: {},
  notifications: { vpn: { network: { connection: "DISABLED" }, message: null, helpUrl: null } },
  notes: { admin: null, enduser: null },
  manualProvisioning: false,
  implicitAssignment: false,
};

/** Okta's app; what Okta has no field for stands in `settings.provisioning`. */
export function renderApp(app: AppRow, publicBaseUrl: string): DirectoryApp & Readonly<Record<string, unknown>> {
  const self = `${publicBaseUrl}/api/v1/apps/${app.id}`;
  const settings = {
    ...OKTA_SETTINGS,
    provisioning: {
      enabled: app.provisioning_enabled,
      dialect: app.dialect,
      renameAppGroups: app.rename_app_groups,
      paused: pauseOf(app),
    },
  };
  const credentials = {
    ...OKTA_CREDENTIALS,
    userNameTemplate: {
      template: app.user_name_template,
      type: app.user_name_type,
      pushStatus: app.user_name_push,
      userSuffix: app.user_name_suffix,
    },
  };
  const lifecycle = app.status === "ACTIVE" ? "deactivate" : "activate";
  return {
    id: app.id,
    name: app.name,
    label: app.label,
    status: app.status,
    created: toInstant(app.created_at),
    lastUpdated: toInstant(app.last_updated_at),
    // Clients choose the type by it; without sign-on of our own this is the one whose fields we serve.
    signOnMode: "AUTO_LOGIN",
    features: featureNamesOf(app),
    ...OKTA_PAGES,
    visibility: {
      ...OKTA_VISIBILITY,
      autoSubmitToolbar: app.auto_submit_toolbar,
      hide: { iOS: app.hide_ios, web: app.hide_web },
    },
    credentials,
    settings,
    _links: {
      self: { href: self },
      users: { href: `${self}/users` },
      groups: { href: `${self}/groups` },
      [lifecycle]: { href: `${self}/lifecycle/${lifecycle}` },
    },
  };
}

function pauseOf(app: AppRow): DirectoryApp["settings"]["provisioning"]["paused"] {
  if (app.paused_reason === null || app.paused_at === null) return null;
  return {
    reason: app.paused_reason,
    detail: app.paused_detail ?? "",
    since: toInstant(app.paused_at),
    resumeAt: toInstantOrNull(app.resume_at),
  };
}
