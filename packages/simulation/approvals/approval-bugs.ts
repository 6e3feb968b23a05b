/** Planted bugs of approvals: mistakes in what an answer of a person covers, put in between the directory and its database, or its store. */
import type { ProvisioningStore } from "@lockstep/directory-app/simulation";

/** One bug: how it bends what passes a seam. What it leaves out stays straight. */
export interface ApprovalBug {
  /** The mistake, in one line. */
  readonly mistake: string;
  /** A seed of the suite that caught it: tried first, since a world over PostgreSQL takes its time. */
  readonly caughtBy: number;
  /** Statements of the directory, as they are sent. */
  readonly statement?: (text: string) => string;
  readonly store?: (store: ProvisioningStore) => ProvisioningStore;
}

/** All bugs of approvals by name. */
export const APPROVAL_BUGS = {
  approvalCoversLater: {
    mistake: "An approval covers what a later setting makes of the account.",
    caughtBy: 1,
    statement: (text) => text.replaceAll("u.effect_digest is not distinct from judged.digest", "true"),
  },
  sentBeforeCompared: {
    mistake:
      "Between a setting and its comparison, whoever was let pass before is sent what the setting makes of the account.",
    caughtBy: 1,
    // A claim asks, and whoever is read under its lease is asked about once more.
    statement: (text) =>
      text
        .replaceAll("app.sweep_version > app.swept_version as sweeping", "false as sweeping")
        .replaceAll('a.sweep_version > a.swept_version as "isUnswept"', 'false as "isUnswept"'),
  },
  leaseCoversLater: {
    mistake:
      "Whoever waits for a turn is sent what became due since, although nobody asked whether that is within the budget.",
    caughtBy: 1,
    store: (store) => {
      const versions = new Map<string, string>();
      return {
        ...store,
        loadUser: async (claim) => {
          const subject = await store.loadUser(claim);
          if (subject === undefined) return undefined;
          versions.set(`${claim.id} ${claim.owner}`, subject.version);
          return {
            ...subject,
            version: claim.version ?? subject.version,
            app: { ...subject.app, isUnswept: false },
          };
        },
        recordUser: (record) => {
          const version = versions.get(`${record.claim.id} ${record.claim.owner}`) ?? record.subject.version;
          return store.recordUser({ ...record, subject: { ...record.subject, version } });
        },
      };
    },
  },
  doubtIsFree: {
    mistake: "What was sent counts for nothing as long as nobody knows whether it arrived.",
    caughtBy: 4,
    store: (store) => ({
      ...store,
      recordUser: (record) => {
        const { ran } = record;
        if (ran?.budgetUse?.isInDoubt !== true) return store.recordUser(record);
        const { budgetUse: _, ...rest } = ran;
        return store.recordUser({ ...record, ran: rest });
      },
    }),
  },
  approvalForgotten: {
    mistake: "Any comparison takes the approval away, also where the account is to become the same.",
    caughtBy: 3,
    statement: (text) => text.replaceAll("u.effect_digest is not distinct from judged.digest", "false"),
  },
} satisfies Readonly<Record<string, ApprovalBug>>;

/** The name of a bug of approvals. */
export type PlantedApprovalBug = keyof typeof APPROVAL_BUGS;

/** A bug by name; the one that bends nothing when there is none. */
export function approvalBugOf(name: PlantedApprovalBug | undefined): ApprovalBug {
  return name === undefined ? { mistake: "", caughtBy: 0 } : APPROVAL_BUGS[name];
}
