/** Mistakes in leases, in what is remembered, and in what is concluded. */
import type { ProvisioningStore, UserRecord, UserSubject } from "@lockstep/directory-app/simulation";
import type { Bug } from "../bugs.ts";

/** Bends the records of people before they are stored. */
const recordingUsers =
  (bend: (record: UserRecord) => UserRecord) =>
  (store: ProvisioningStore): ProvisioningStore => ({
    ...store,
    recordUser: (record) => store.recordUser(bend(record)),
  });

const FAR_VERSION = "1000000000";

export const STORE_BUGS = {
  ignoreVersionOnClean: {
    mistake: "A run cleans what became dirty while it ran.",
    store: recordingUsers((record) =>
      record.effects.work.kind === "clean"
        ? { ...record, subject: { ...record.subject, version: FAR_VERSION } }
        : record,
    ),
  },
  retryTakenForDone: {
    mistake: "A failed run is not tried again.",
    store: recordingUsers((record) =>
      record.effects.work.kind === "retry"
        ? { ...record, effects: { ...record.effects, work: { kind: "clean" } } }
        : record,
    ),
  },
  keepLinkOfDeletedAccount: {
    mistake: "The link to an account that the target no longer has is kept.",
    store: recordingUsers((record) => {
      const { externalId } = record.subject;
      if (record.ran === undefined || externalId === null || record.ran.link.externalId === externalId) return record;
      return { ...record, ran: { ...record.ran, link: { ...record.ran.link, externalId } } };
    }),
  },
  forgetLink: {
    mistake: "The link to an account is not stored when the run did not complete.",
    store: recordingUsers((record) =>
      record.ran === undefined || record.ran.isSynced
        ? record
        : {
            ...record,
            ran: { ...record.ran, link: { externalId: null, origin: null, known: null, knownActive: null } },
          },
    ),
  },
  forgetDoubt: {
    mistake: "A run after a lost one does not know that it is one.",
    store: (store) => ({
      ...store,
      claim: async (options) => (await store.claim(options)).map((claim) => ({ ...claim, interrupted: false })),
      loadUser: async (claim) => {
        const subject = await store.loadUser(claim);
        return subject === undefined ? undefined : { ...subject, lastError: null, attempts: 0 };
      },
    }),
  },
  sendAfterLeaseLoss: {
    mistake: "A worker goes on with a subject although its lease has ended, and another one has taken it over.",
    store: (store) => ({
      ...store,
      claim: (options) => store.claim({ ...options, leaseMs: options.leaseMs / 5 }),
      extend: async () => [],
    }),
  },
  sendWhilePaused: {
    mistake: "A run does not look whether its app was paused after the claim.",
    store: (store) => ({
      ...store,
      loadUser: async (claim) => withoutPause(await store.loadUser(claim)),
      loadGroup: async (claim) => withoutPause(await store.loadGroup(claim)),
    }),
  },
  ignoreRetryAfter: {
    mistake: "After a 429 the app is asked again at once.",
    store: (store) => ({
      ...store,
      recordUser: (record) => {
        const isWait = record.effects.app?.kind === "stops" && record.effects.app.trouble.kind === "appWaits";
        return store.recordUser(isWait ? { ...record, effects: { ...record.effects, app: undefined } } : record);
      },
    }),
  },
  groupsBeforePeople: {
    mistake: "A deactivation waits until the groups of the person have been pushed.",
    store: (store, { directory }) => ({
      ...store,
      claim: async (options) => {
        const claims = await store.claim(options);
        if (!claims.some(({ kind }) => kind === "pushGroup")) {
          const { pushes, appUsers } = await directory.view();
          const isWaiting = pushes.some((row) => row.isDirty && row.dueAt <= options.now.getTime() && !row.isLeased);
          const leavers = claims.filter(({ id }) => appUsers.some((row) => row.id === id && !row.assigned));
          if (isWaiting && leavers.length > 0) {
            for (const claim of leavers) await store.giveBack(claim, options.now);
            return claims.filter((claim) => !leavers.includes(claim));
          }
        }
        return claims;
      },
    }),
  },
  passwordTwice: {
    mistake: "A delivered password is not taken off the list.",
    store: recordingUsers((record) =>
      record.ran === undefined ? record : { ...record, ran: { ...record.ran, passwordDelivered: false } },
    ),
  },
  groupsNotMarked: {
    mistake: "The groups of somebody whose account was made or lost are not pushed again.",
    store: recordingUsers((record) => {
      if (record.ran === undefined) return record;
      const { membershipOf: _, ...ran } = record.ran;
      return { ...record, ran };
    }),
  },
  forgetWhoChanged: {
    mistake: "A push that did not get through takes the notes of who changed away all the same.",
    store: (store) => {
      const read = new Map<string, readonly string[]>();
      return {
        ...store,
        loadMembers: async (subject, scope) => {
          const compared = await store.loadMembers(subject, scope);
          read.set(subject.pushGroupId, compared.notes);
          return compared;
        },
        recordGroup: (record) => {
          if (record.ran === undefined) return store.recordGroup(record);
          const notes = read.get(record.subject.pushGroupId) ?? [];
          return store.recordGroup({ ...record, ran: { ...record.ran, comparison: { kind: "done", notes } } });
        },
      };
    },
  },
  foreignTakenForOwn: {
    mistake: "Setting a whole group takes members out that the directory does not know, although they are to stay.",
    store: (store) => ({ ...store, findAccounts: async (_, externalIds) => externalIds }),
  },
  additionsNotNoted: {
    mistake: "Whose addition got lost is not noted, and whoever is found in the group later counts as somebody else's.",
    store: (store) => ({ ...store, noteSent: async () => true, findAccounts: async () => [] }),
  },
  shareAccounts: {
    mistake: "An account that is linked to somebody else is changed for a second person.",
    store: (store) => ({ ...store, findHolder: async () => undefined }),
  },
  dirtyMarkLost: {
    mistake: "A change of a person now and then marks nobody.",
    losesMark: (random) => random.chance(0.2),
  },
  oldProfile: {
    mistake: "A run works from the profile that the last run read.",
    store: (store) => {
      const read = new Map<string, UserSubject["person"]>();
      return {
        ...store,
        loadUser: async (claim) => {
          const subject = await store.loadUser(claim);
          if (subject === undefined) return undefined;
          const person = read.get(claim.id) ?? subject.person;
          read.set(claim.id, subject.person);
          return { ...subject, person };
        },
      };
    },
  },
} satisfies Readonly<Record<string, Bug>>;

function withoutPause<Subject extends { readonly app: { readonly canSend: boolean } }>(
  subject: Subject | undefined,
): Subject | undefined {
  return subject === undefined ? undefined : { ...subject, app: { ...subject.app, canSend: true } };
}
