/** Sign On, To App and To Directory of an app in Okta's shapes: part of the contract. */

export interface UserNameTemplate {
  readonly template: string;
  readonly type: "BUILT_IN" | "CUSTOM" | "NONE";
  readonly pushStatus: "PUSH" | "DONT_PUSH";
  readonly userSuffix?: string | null;
}
/** `GET/PUT /api/v1/apps/:id/features/USER_PROVISIONING` capabilities (Okta's shape). */
export interface UserProvisioningCapabilities {
  readonly create: { readonly lifecycleCreate: { readonly status: Toggle } };
  readonly update: {
    readonly profile: { readonly status: Toggle };
    readonly lifecycleDeactivate: { readonly status: Toggle };
    readonly password: {
      readonly status: Toggle;
      readonly seed: "RANDOM" | "OKTA";
      readonly change: "CHANGE" | "KEEP_EXISTING";
    };
  };
}
/** `GET/PUT /api/v1/apps/:id/features/INBOUND_PROVISIONING` capabilities. `expression` null = never. */
export interface InboundProvisioningCapabilities {
  readonly importSettings: {
    readonly username: { readonly usernameFormat: "EMAIL" | "CUSTOM"; readonly userNameExpression?: string };
    readonly schedule: {
      readonly status: Toggle;
      readonly fullImport: { readonly expression: string | null; readonly timezone: string };
      /** Reads what changed since the last import, where the app can tell: `changes`. */
      readonly incrementalImport: { readonly expression: string | null; readonly timezone: string };
    };
    /** Whether imports read the app's groups too. Ours. */
    readonly groups: Toggle;
    /** Whether the app lists what changed, as it was tried: null before that. `since`: where the next incremental import goes on. Ours. */
    readonly changes: { readonly works: boolean | null; readonly detail: string; readonly since: string | null };
  };
  readonly importRules: {
    readonly userCreateAndMatch: {
      /** One as Okta writes it, or several. */
      readonly exactMatchCriteria: string | readonly string[];
      readonly allowPartialMatch: boolean;
      readonly autoConfirmExactMatch: boolean;
      readonly autoConfirmPartialMatch: boolean;
      readonly autoConfirmNewUsers: boolean;
      readonly autoActivateNewUsers: boolean;
      /** Ours: inactive accounts are shown among the rows; Okta skips them. */
      readonly showInactiveUsers: boolean;
    };
    /** Ours: "Profile & Lifecycle Sourcing". */
    readonly profileAndLifecycle: {
      /** Allow the app to source people. */
      readonly profileSourcing: boolean;
      /** What becomes of a person whose account is inactive or gone in the app. */
      readonly whenDeactivated: "NOTHING" | "DEACTIVATE" | "SUSPEND";
      readonly reactivateSuspended: boolean;
      readonly reactivateDeactivated: boolean;
    };
  };
}
export interface Feature<Capabilities> {
  readonly name: string;
  readonly status: Toggle;
  readonly description: string;
  readonly capabilities: Capabilities;
}
export type Toggle = "ENABLED" | "DISABLED";
