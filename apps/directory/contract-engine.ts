/** How the engine treats an app and its people: part of the contract. */

/** A connection's switches: what it differs in from its dialect, and what that comes to. */
export interface TargetSwitchesView {
  readonly dialect: string;
  readonly switches: Readonly<Record<string, unknown>>;
  readonly effective: Readonly<Record<string, unknown>>;
  readonly known: readonly {
    readonly name: string;
    readonly kind: Readonly<Record<string, unknown>>;
    readonly meaning: string;
    readonly neededBy: string;
  }[];
}
export interface EngineSettings {
  /** What a suspension means for accounts: nothing, or switched off until it ends. */
  readonly suspendedPeople: "IGNORE" | "DEACTIVATE";
  /** An account that vanished from the app: created again by itself, or by approval only. */
  readonly goneAccounts: "RECREATE" | "ASK";
  /** Requests over all workers; null = as many as the app takes. */
  readonly rate: { readonly requests: number; readonly per: "SECOND" | "MINUTE" | "HOUR" } | null;
  /** People and groups at once, over all workers; null = the workers' own limit. */
  readonly concurrencyMax: number | null;
  readonly password: { readonly length: number; readonly alphabet: string };
}
/** Whose accounts are left alone without approval. `subjectId` null: the administrators. */
export interface Protection {
  readonly id: string;
  readonly kind: "PERSON" | "GROUP" | "ADMINISTRATORS";
  readonly subjectId: string | null;
  readonly name: string;
  readonly reason: string;
  readonly created: string;
}
