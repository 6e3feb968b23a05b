/** Types of the directory's API about people as the console lists and explains them. */
import type { DirectoryUser, PersonStatus } from "./contract.ts";

/** One page of people. `total` counts everybody who matches, up to `totalMax`. */
export interface PeoplePage {
  readonly items: readonly DirectoryUser[];
  /** Cursor of the next page; null on the last one. */
  readonly next: string | null;
  readonly total: number;
  /** There are more than `total`, which stopped counting. */
  readonly isTotalCapped: boolean;
}

/** What an entry of a timeline tells of. */
export type TimelineKind = "change" | "membership" | "decision" | "request" | "work";

/** One thing that happened to a person, on the directory's side. */
export interface TimelineEntry {
  readonly id: string;
  readonly at: string;
  readonly kind: TimelineKind;
  readonly eventType: string;
  readonly message: string;
  readonly result: string;
  readonly reason: string | null;
  readonly actor: { readonly id: string; readonly type: string; readonly displayName: string };
  readonly app: { readonly id: string; readonly label: string } | null;
  readonly group: { readonly id: string; readonly name: string } | null;
  /** Joins what belongs together: a change with what follows from it, a request with what the app made of it. */
  readonly traceId: string | null;
  /** Of a request: the traces of the changes that its run carries out, and what else made it due. `Timeline.causes` tells of them. */
  readonly causes: readonly string[];
  readonly request: {
    readonly line: string;
    readonly status: number | null;
    readonly durationMs: number | null;
    readonly why: string | null;
  } | null;
  /** What else the event says, without the parts above. */
  readonly detail: Readonly<Record<string, unknown>>;
}
/** Why requests were sent: a change that somebody made, or work of the directory's own. */
export interface RunCause {
  /** As entries name it: the trace of a change, otherwise a text that names no trace. */
  readonly cause: string;
  readonly kind: "change" | "import" | "rule" | "account";
  readonly at: string | null;
  /** What it was. Of a change in the words of the System Log, otherwise in the language that was asked for. */
  readonly message: string;
  /** Who made the change; null for work of the directory's own. */
  readonly by: string | null;
}
export interface Timeline {
  readonly person: {
    readonly id: string;
    readonly login: string;
    readonly name: string;
    readonly status: PersonStatus;
  };
  readonly items: readonly TimelineEntry[];
  /** What is known of the causes that these entries name. */
  readonly causes: readonly RunCause[];
  readonly next: string | null;
  /** Apps that the person has or had: each can be asked for its side. */
  readonly apps: readonly { readonly id: string; readonly label: string; readonly isAssigned: boolean }[];
}
/**
 * Whose doing an event of an app is: a run's that is stored (`run`), one's that is under way (`runUnderWay`), one's that the directory knows as
 * its own and of which nothing is stored (`runLost`: its worker was killed), or that of the app itself, or of another client (`app`).
 */
export type AppEventDoer = "run" | "runUnderWay" | "runLost" | "app";
/** An event of the app about the person's account, as the app tells it. */
export interface AppSideEvent {
  readonly id: string;
  readonly at: string;
  readonly kind: "created" | "replaced" | "removed";
  readonly version: number;
  readonly changed: readonly string[];
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly traceId: string;
  readonly doneBy: AppEventDoer;
  /** The number of the event in the app's feed: what webhooks are sent in the order of. */
  readonly cursor: string;
  /** What became of it in each webhook of the app. */
  readonly deliveries: readonly AppSideDelivery[];
}
/** An event on its way to one webhook. */
export interface AppSideDelivery {
  /** The webhook's description, or the host that it is sent to. */
  readonly webhook: string;
  readonly state: "pending" | "delivered" | "dead";
  readonly attempts: number;
  readonly lastAttemptAt: string | null;
  readonly lastStatus: number | null;
  readonly dueAt: string | null;
}
export interface AppSide {
  /** Whether the app tells at all. */
  readonly tells: boolean;
  /** Why not, or that not everything was read. */
  readonly message: string | null;
  readonly items: readonly AppSideEvent[];
}

/** Whom the condition of a group rule takes; nothing is stored. */
export interface RulePreview {
  /** What is wrong with the condition, each with its place in the text. */
  readonly problems: readonly { readonly message: string; readonly position: number | null }[];
  readonly matched: number;
  readonly lookedAt: number;
  /** Everybody was looked at. */
  readonly isWhole: boolean;
  readonly examples: readonly { readonly id: string; readonly login: string; readonly name: string }[];
  /** People for whom the condition fails: the rule would leave them as they are. */
  readonly leftOut: {
    readonly count: number;
    readonly examples: readonly {
      readonly id: string;
      readonly login: string;
      readonly name: string;
      readonly reason: string;
    }[];
  };
}

/** What a change of status does to one app of a person. */
export interface Consequence {
  readonly app: { readonly id: string; readonly label: string };
  readonly effect: "deactivates" | "keeps" | "returns" | "asksFirst" | "nothing";
  /** In one sentence. */
  readonly message: string;
}
