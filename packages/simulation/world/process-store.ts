/** A process's way to the worker's store: each call takes its time, may fail, and comes back only to a process that lives. */
import type { Claim, ProvisioningStore } from "@lockstep/directory-app/simulation";
import type { FaultPlan } from "./fault-plan.ts";
import type { Network } from "./network.ts";
import type { Process } from "./process.ts";
import type { Scheduler } from "./scheduler.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Trace } from "./trace.ts";

/** What the way is made of. */
export interface ProcessStoreParts {
  readonly store: ProvisioningStore;
  readonly process: Process;
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly network: Network;
  readonly trace: Trace;
  readonly plan: () => FaultPlan;
  /** Told of each fault that struck. */
  readonly onFault: () => void;
}

/** Names a lease in addresses. */
export function leaseName(claim: Pick<Claim, "owner" | "id">): string {
  return `${claim.owner} ${claim.id}`;
}

/** The store as a process sees it. What it loads sends to an address that names the lease. */
export function createProcessStore(parts: ProcessStoreParts): ProvisioningStore {
  const { store, process, scheduler, random, network, plan, trace } = parts;
  const call = <Result>(name: string, work: () => Promise<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      const fault = random.chance(plan().storeRate) ? random.pick(["lostBefore", "lostAfter"] as const) : undefined;
      const wasSent = random.chance(0.5);
      scheduler.after(random.between(1, 5), async () => {
        // A process that died meanwhile may have sent the statement before.
        if (!process.isAlive && !wasSent) return;
        if (fault !== undefined) {
          parts.onFault();
          trace.tell(process.name, () => `${name} !${fault}`);
        }
        if (fault === "lostBefore") return process.deliver(() => reject(lost()));
        const outcome = await work().then(
          (value) => ({ ok: true, value }) as const,
          (reason: unknown) => ({ ok: false, reason }) as const,
        );
        process.deliver(() => {
          if (fault === "lostAfter") reject(lost());
          else if (outcome.ok) resolve(outcome.value);
          else reject(outcome.reason);
        });
      });
    });
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
    findHolder: (subject, externalId) => call("findHolder", () => store.findHolder(subject, externalId)),
    sendAnew: (appUserId, now) => call("sendAnew", () => store.sendAnew(appUserId, now)),
    reserveUserName: (subject, userName) => call("reserveUserName", () => store.reserveUserName(subject, userName)),
    wakeNamesakes: (subject, now) => call("wakeNamesakes", () => store.wakeNamesakes(subject, now)),
    recordUser: (record) => call("recordUser", () => store.recordUser(record)),
    recordGroup: (record) => call("recordGroup", () => store.recordGroup(record)),
  };
}

function lost(): Error {
  return new Error("The connection to the database was lost.");
}
