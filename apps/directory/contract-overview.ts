/** Types of the directory's API about its dashboard and kept searches. */
export interface TrendBucket {
  readonly at: string;
  /** Requests to apps that were to change something. */
  readonly requests: number;
  /** Requests to apps that failed. */
  readonly failures: number;
  /** Changes of people, groups and assignments. */
  readonly changes: number;
}
export interface OverviewApp {
  readonly id: string;
  readonly label: string;
  readonly status: "ACTIVE" | "INACTIVE";
  readonly isConnected: boolean;
  readonly pausedReason: string | null;
  readonly people: number;
  readonly pending: number;
  readonly openTasks: number;
}
export interface Trends {
  readonly days: number;
  readonly buckets: readonly TrendBucket[];
  /** From getting an app to having the account there, in milliseconds; null when there was none. */
  readonly accessTime: { readonly medianMs: number | null; readonly p95Ms: number | null; readonly count: number };
  readonly apps: readonly OverviewApp[];
}
export interface DirectorySettings {
  /** Shown in the console, and nowhere outside. */
  readonly companyName: string;
  /** How many times Okta's published rates one credential may send; set where the directory is started. */
  readonly rateFactor: number;
}
export interface SavedView {
  readonly id: string;
  readonly page: "systemLog" | "people";
  readonly name: string;
  /** The search parameters of the page's address. */
  readonly search: Readonly<Record<string, string>>;
}
