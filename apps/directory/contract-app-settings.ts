/** The part of the contract that is about an app's settings: templates, sign-on, attributes, assignments, the settings file. */
import type {
  AuthScheme,
  EngineSettings,
  InboundProvisioningCapabilities,
  Mapping,
  PersonStatus,
  UserProvisioningCapabilities,
} from "./contract.ts";

/** How user names of an app are made. `push`: DONT_PUSH = create only. */
export interface SignOnChange {
  readonly type: "BUILT_IN" | "CUSTOM" | "NONE";
  readonly template: string;
  readonly push: "PUSH" | "DONT_PUSH";
  readonly userSuffix: string | null;
}

export interface SignOn extends SignOnChange {
  readonly builtIn: readonly { readonly label: string; readonly template: string }[];
}

/** What a change of Sign On would do. `token` confirms exactly this. */
export interface SignOnPlan {
  readonly token: string;
  readonly people: number;
  /** People who have an account whose user name becomes another one. */
  readonly changed: number;
  /** People without a user name under the new format. */
  readonly empty: number;
  readonly samples: readonly {
    readonly login: string;
    readonly before: string | null;
    readonly after: string | null;
  }[];
  readonly emptySamples: readonly string[];
  /** User names that two or more people would get; each with their logins. */
  readonly clashes: readonly { readonly userName: string; readonly logins: readonly string[] }[];
  readonly clashCount: number;
  /** Why the change exceeds the app's budget of overwrites; null when it is within. It is saved with `overBudget: "HOLD"` then, and what it overwrites waits for an approval. */
  readonly overBudget: string | null;
}

/** One row of the Assignments page. `reason` says why there is no account, or what went wrong. */
export interface AssignmentRow {
  readonly person: {
    readonly id: string;
    readonly login: string;
    readonly displayName: string;
    readonly status: PersonStatus;
  };
  readonly type: "INDIVIDUAL" | "GROUP";
  /** Assigned groups that the person is in, the first by priority first. */
  readonly groups: readonly { readonly id: string; readonly name: string; readonly priority: number }[];
  readonly userName: string | null;
  readonly externalId: string | null;
  readonly state: "PROVISIONED" | "PENDING" | "NOT_PROVISIONED" | "ERROR";
  readonly reason: string | null;
  readonly needsProvisioning: boolean;
  readonly overrides: readonly string[];
}

/** Every value of one person in an app, and where it comes from. */
export interface MappingPreview {
  readonly items: readonly {
    readonly attribute: string;
    readonly source: "OVERRIDE" | "GROUP" | "MAPPING" | "GIVEN";
    readonly value: unknown;
    readonly problem: { readonly message: string; readonly position?: number; readonly end?: number } | null;
  }[];
}

/** An attribute that an administrator added to an app's user schema. `externalName` is a SCIM path below `externalNamespace`. */
export interface AppAttributeSettings {
  readonly name: string;
  readonly title: string;
  readonly description: string | null;
  readonly type: "string" | "number" | "integer" | "boolean" | "reference" | "array";
  readonly items: "string" | "number" | "integer" | "reference" | null;
  readonly externalName: string;
  readonly externalNamespace: string;
  readonly required: boolean;
  /** SELF: personal, so that group assignments give no value. */
  readonly scope: "NONE" | "SELF";
  /** Lists of several groups are joined instead of the first group's being taken. */
  readonly union: boolean;
  readonly enum: readonly (string | number)[] | null;
  readonly minLength: number | null;
  readonly maxLength: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
}

/** What a mapping of the app can fill. `path` is what a mapping names. */
export interface MappableAttribute {
  readonly path: string;
  readonly name: string;
  readonly title: string;
  readonly description: string | null;
  readonly type: AppAttributeSettings["type"];
  readonly required: boolean;
  /** False: an administrator added it, and can remove it. */
  readonly isBase: boolean;
}

/** All settings of an app as one document: no secrets, a stable order. */
export interface AppSettingsFile {
  readonly kind: "lockstep.app";
  readonly version: 1;
  /** The name of the template, or the app's own. */
  readonly name: string;
  readonly label: string;
  readonly visibility: {
    readonly hideWeb: boolean;
    readonly hideIos: boolean;
    readonly autoSubmitToolbar: boolean;
  };
  readonly connection: {
    readonly baseUrl: string | null;
    readonly authScheme: string | null;
    readonly dialect: string;
  };
  readonly signOn: SignOnChange;
  readonly toApp: {
    readonly createUsers: boolean;
    readonly updateUserAttributes: boolean;
    readonly deactivateUsers: boolean;
    readonly syncPassword: boolean;
    readonly passwordSeed: UserProvisioningCapabilities["update"]["password"]["seed"];
    readonly passwordChange: UserProvisioningCapabilities["update"]["password"]["change"];
  };
  readonly toDirectory: {
    readonly schedule: {
      readonly enabled: boolean;
      readonly cron: string | null;
      readonly timeZone: string;
      readonly incrementalCron: string | null;
      readonly incrementalTimeZone: string;
    };
    /** Whether imports read the app's groups too. */
    readonly groups: boolean;
    readonly userNameTemplate: string;
    readonly match: Omit<InboundProvisioningCapabilities["importRules"]["userCreateAndMatch"], "exactMatchCriteria"> & {
      readonly exactMatchCriteria: readonly string[];
    };
    readonly sourcing: InboundProvisioningCapabilities["importRules"]["profileAndLifecycle"];
  };
  readonly pushGroups: { readonly renameAppGroups: boolean };
  readonly engine: EngineSettings & { readonly switches: Readonly<Record<string, unknown>> };
  readonly attributes: readonly AppAttributeSettings[];
  readonly mappings: readonly Mapping[];
}

/** One difference: where, what is there, what the file says, and a sentence. */
export interface SettingsChange {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly words: string;
}

/** What applying a settings file changed (or would change), and what it leaves for a person to do. */
export interface SettingsReport {
  readonly changes: readonly SettingsChange[];
  readonly warnings: readonly string[];
  readonly applied: boolean;
  /** Why the change exceeds the app's budget of overwrites; null when it is within. It is applied with `?overBudget=hold` then, and what it overwrites waits for an approval. */
  readonly overBudget: string | null;
}

/** `GET /api/lockstep/v1/app-templates`. Create with `POST /api/v1/apps { name, label }`. */
export interface AppTemplate {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  /** How the connection signs in; a form opens with it. */
  readonly authScheme: AuthScheme;
  readonly dialect: string;
  readonly userNameTemplate: string;
  /** "Update application username on": create and update, or create only. */
  readonly userNamePush: "PUSH" | "DONT_PUSH";
  readonly renameAppGroups: boolean;
  readonly mappings: readonly Mapping[];
}
