/** A process's way to the worker's store: what it loads tells under which lease it is sent. */
import type { Claim, ProvisioningStore } from "@lockstep/directory-app/simulation";
import type { Network } from "./network.ts";
import { createStoreCall, type StoreCallParts } from "./store-call.ts";

/** What the way is made of. */
export interface ProcessStoreParts extends StoreCallParts {
  readonly store: ProvisioningStore;
  readonly network: Network;
}

/** Names a lease in addresses. */
export function leaseName(claim: Pick<Claim, "owner" | "id">): string {
  return `${claim.owner} ${claim.id}`;
}

/** The store as a process sees it. What it loads sends to an address that names the lease. */
export function createProcessStore(parts: ProcessStoreParts): ProvisioningStore {
  const { store, process, scheduler, random, network, plan } = parts;
  const call = createStoreCall(parts);
  const addressed = <Subject extends { readonly app: object }>(claim: Claim, subject: Subject | undefined) =>
    subject === undefined
      ? undefined
      : { ...subject, app: { ...subject.app, baseUrl: network.baseUrlOf(leaseName(claim)) } };
  return {
    listen: async (wake) =>
      await store.listen(() => {
        if (random.chance(plan().lostNoticeRate)) return;
        scheduler.after(random.between(1, 5), () => process.deliver(wake));
      }),
    claim: (options) => call("claim", () => store.claim(options)),
    extend: (leases, expiresAt) => call("extend", () => store.extend(leases, expiresAt)),
    giveBack: (claim, dueAt) => call("giveBack", () => store.giveBack(claim, dueAt)),
    findNextDue: (now) => call("findNextDue", () => store.findNextDue(now)),
    loadUser: (claim) => call("loadUser", async () => addressed(claim, await store.loadUser(claim))),
    loadGroup: (claim) => call("loadGroup", async () => addressed(claim, await store.loadGroup(claim))),
    loadMembers: (subject, scope) => call("loadMembers", () => store.loadMembers(subject, scope)),
    findAccounts: (subject, externalIds) => call("findAccounts", () => store.findAccounts(subject, externalIds)),
    noteSent: (claim, subject, externalIds) => call("noteSent", () => store.noteSent(claim, subject, externalIds)),
    findHolder: (subject, externalId) => call("findHolder", () => store.findHolder(subject, externalId)),
    sendAnew: (appUserId, now) => call("sendAnew", () => store.sendAnew(appUserId, now)),
    reserveUserName: (subject, userName) => call("reserveUserName", () => store.reserveUserName(subject, userName)),
    wakeNamesakes: (subject, now) => call("wakeNamesakes", () => store.wakeNamesakes(subject, now)),
    recordUser: (record) => call("recordUser", () => store.recordUser(record)),
    recordGroup: (record) => call("recordGroup", () => store.recordGroup(record)),
  };
}
