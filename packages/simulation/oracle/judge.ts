/** Watches a world while it runs: what must never happen at any moment, whatever goes wrong. */
import type { Claim, GroupRecord, ProvisioningStore, UserRecord } from "@lockstep/directory-app/simulation";
import type { Clock } from "@lockstep/ports";
import type { SimulatedDirectory } from "../directory.ts";
import type { NetworkWatcher, SentRequest } from "../world/network.ts";
import { leaseName } from "../world/process-store.ts";
import type { TargetWrite } from "../world/target.ts";

/** A rule that was broken. */
export interface Violation {
  /** Stable name of the rule. */
  readonly rule: string;
  readonly detail: string;
}

/** What a lease was told when it loaded its subject. */
interface Loaded {
  readonly at: number;
  readonly canSend: boolean;
  readonly personId: string | undefined;
}

/** Requests of one lease at most: a person needs a handful, a group some more when its members are refused one by one. */
const REQUESTS_PER_LEASE_MAX = 60;
/** One world breaks one rule often; the first tell enough. */
const VIOLATIONS_MAX = 20;

/** The judge of one world. */
export class Judge implements NetworkWatcher {
  readonly violations: Violation[] = [];
  readonly #clock: Clock;
  readonly #obeysHeaders: boolean;
  readonly #unmanaged = new Set<string>();
  readonly #holders = new Map<string, string>();
  readonly #loaded = new Map<string, Loaded>();
  readonly #requestsOf = new Map<string, number>();
  /** Announced waits by the lease that was told to wait. */
  readonly #busy = new Map<string, number>();
  #waitUntil = 0;
  #waitSince = 0;
  #connectionSavedAt = 0;
  #current: SentRequest | undefined;
  readonly #externalIds = new Map<string, string>();
  /** The newest directory password that each account has got, as its number. */
  readonly #passwords = new Map<string, number>();
  readonly #acknowledged = new Map<string, { readonly number: number; readonly at: number }>();
  requests = 0;
  writes = 0;
  claims = 0;

  constructor(clock: Clock, options: { readonly obeysHeaders: boolean }) {
    this.#clock = clock;
    this.#obeysHeaders = options.obeysHeaders;
  }

  say(rule: string, detail: string): void {
    if (this.violations.length < VIOLATIONS_MAX) this.violations.push({ rule, detail });
  }

  /** A resource that nobody may ever write to. */
  protect(id: string): void {
    this.#unmanaged.add(id);
  }

  /** A person let the app go on, or repaired its connection: announced waits no longer bind. */
  resumed(): void {
    this.#waitUntil = 0;
    this.#connectionSavedAt = this.#clock.now();
  }

  sent(request: SentRequest): void {
    this.requests += 1;
    if (request.method !== "GET") this.writes += 1;
    const { lease } = request;
    const count = (this.#requestsOf.get(lease) ?? 0) + 1;
    this.#requestsOf.set(lease, count);
    if (count === REQUESTS_PER_LEASE_MAX + 1)
      this.say("requestsBounded", `More than ${REQUESTS_PER_LEASE_MAX} under one lease`);
    const [owner = "", subject = ""] = lease.split(" ");
    const holder = this.#holders.get(subject);
    if (holder !== undefined && holder !== owner)
      this.say("oneLeaseActs", `${describe(request)} was sent under a lease that another worker has taken over`);
    const loaded = this.#loaded.get(lease);
    if (loaded === undefined) this.say("oneLeaseActs", `${describe(request)} was sent under no lease`);
    else if (!loaded.canSend) this.say("nothingWhilePaused", `${describe(request)} was sent while the app was paused`);
    else if (loaded.at > this.#waitSince && request.sentAt < this.#waitUntil)
      this.say(
        "retryAfterHeld",
        `${describe(request)} was sent ${this.#waitUntil - request.sentAt} ms before the target's wait was over`,
      );
  }

  arrived(request: SentRequest): void {
    this.#current = request;
  }

  answered(request: SentRequest, answer: { readonly status: number; readonly retryAfter: string | null }): void {
    if (answer.status !== 429) return;
    // Okta's rule doubles the last wait whatever the header says; the rfc dialect obeys each header.
    const seconds = this.#obeysHeaders ? Number(answer.retryAfter ?? 1) : 1;
    this.#busy.set(request.lease, seconds * 1000);
  }

  /** What the target's store was made to do. */
  written(write: TargetWrite): void {
    const request = this.#current;
    const by = request === undefined ? "" : describe(request);
    if (this.#unmanaged.has(write.id)) this.say("unmanagedUntouched", `${by} ${write.kind} ${write.type} ${write.id}`);
    if (write.type !== "User") return;
    const externalId = write.attributes?.["externalId"];
    if (typeof externalId === "string" && externalId.startsWith("00u")) {
      const twin = [...this.#externalIds].find(([id, other]) => other === externalId && id !== write.id);
      if (twin !== undefined)
        this.say("noDuplicate", `${by}: ${externalId} has the accounts ${twin[0]} and ${write.id}`);
      this.#externalIds.set(write.id, externalId);
    } else this.#externalIds.delete(write.id);
    if (write.password !== undefined && request !== undefined) this.#judgePassword(write.id, write.password, request);
  }

  /** An account that its own administrator removed. */
  forget(id: string): void {
    this.#externalIds.delete(id);
    this.#passwords.delete(id);
  }

  #judgePassword(account: string, password: string, request: SentRequest): void {
    const [, of, digits] = /^Dir-(.*)-(\d+)$/.exec(password) ?? [];
    if (of === undefined) return;
    const number = Number(digits);
    const loaded = this.#loaded.get(request.lease);
    if (loaded?.personId !== of) this.say("passwordAsWanted", `The password of ${of} went to ${loaded?.personId}`);
    const before = this.#passwords.get(account) ?? 0;
    if (number < before) this.say("passwordAsWanted", `Password ${number} of ${of} went out after ${before}`);
    const acknowledged = this.#acknowledged.get(of);
    if (acknowledged?.number === number && loaded !== undefined && loaded.at > acknowledged.at)
      this.say("passwordAsWanted", `Password ${number} of ${of} went out again after its delivery was stored`);
    this.#passwords.set(account, number);
    this.#delivering.set(request.lease, number);
  }

  readonly #delivering = new Map<string, number>();

  /** The store, watched. */
  watch(store: ProvisioningStore, directory: Pick<SimulatedDirectory, "view">): ProvisioningStore {
    const loadedOf = (
      claim: Claim,
      subject: { readonly app: { readonly canSend: boolean }; readonly person?: { readonly id: string } },
    ) =>
      this.#loaded.set(leaseName(claim), {
        at: this.#clock.now(),
        canSend: subject.app.canSend,
        personId: subject.person?.id,
      });
    return {
      ...store,
      claim: async (options) => {
        const claims = await store.claim(options);
        for (const claim of claims) this.#holders.set(claim.id, claim.owner);
        this.claims += claims.length;
        if (claims.some(({ kind }) => kind === "pushGroup")) await this.#judgeOrder(directory, options.now.getTime());
        return claims;
      },
      giveBack: async (claim, dueAt) => {
        await store.giveBack(claim, dueAt);
        this.#release(claim);
      },
      loadUser: async (claim) => {
        const subject = await store.loadUser(claim);
        if (subject !== undefined) loadedOf(claim, subject);
        return subject;
      },
      loadGroup: async (claim) => {
        const subject = await store.loadGroup(claim);
        if (subject !== undefined) loadedOf(claim, subject);
        return subject;
      },
      recordUser: async (record) => {
        const recorded = await store.recordUser(record);
        if (recorded === "recorded") this.#recorded(record);
        return recorded;
      },
      recordGroup: async (record) => {
        const recorded = await store.recordGroup(record);
        if (recorded === "recorded") this.#recorded(record);
        return recorded;
      },
    };
  }

  #recorded(record: UserRecord | GroupRecord): void {
    this.#release(record.claim);
    const lease = leaseName(record.claim);
    const now = this.#clock.now();
    const delivered = this.#delivering.get(lease);
    if (
      delivered !== undefined &&
      record.ran !== undefined &&
      "passwordDelivered" in record.ran &&
      record.ran.passwordDelivered
    )
      this.#acknowledged.set(this.#loaded.get(lease)?.personId ?? "", { number: delivered, at: now });
    const waitMs = this.#busy.get(lease);
    this.#busy.delete(lease);
    const loadedAt = this.#loaded.get(lease)?.at ?? 0;
    // A wait that is announced while another holds changes nothing, nor one that was told to an outdated connection.
    if (waitMs === undefined || now < this.#waitUntil || loadedAt < this.#connectionSavedAt) return;
    this.#waitSince = now;
    this.#waitUntil = record.now.getTime() + waitMs;
  }

  #release(claim: Claim): void {
    if (this.#holders.get(claim.id) === claim.owner) this.#holders.delete(claim.id);
  }

  /** People before groups: when a group is taken, nobody who is due was left. */
  async #judgeOrder(directory: Pick<SimulatedDirectory, "view">, now: number): Promise<void> {
    const left = (await directory.view()).appUsers.find((row) => row.isDirty && !row.isLeased && row.dueAt <= now);
    if (left !== undefined)
      this.say("peopleFirst", `A group was taken while ${left.id} had been due since ${left.dueAt}`);
  }
}

function describe(request: SentRequest): string {
  return `${request.method} ${decodeURIComponent(request.path)}`;
}
