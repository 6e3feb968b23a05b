/** What may go wrong in a seed's world, and how often: some kinds of fault are off in each world, so that every mixture is met. */
import type { SeededRandom } from "./seeded-random.ts";

/** What goes wrong with one request. "After": the target has carried it out. */
export type RequestFault =
  | "refused"
  | "resetBefore"
  | "resetAfter"
  | "timeoutBefore"
  | "timeoutAfter"
  | "busy"
  | "busyWithoutHeader"
  | "errorBefore"
  | "errorAfter"
  | "truncated"
  | "cutShort"
  | "duplicated"
  | "slow"
  | "proxyPage";

/** What happens to the world as a whole, so many times per ten minutes. */
export interface Mishaps {
  readonly workerCrash: number;
  readonly workerStop: number;
  readonly workerFreeze: number;
  readonly serverRestart: number;
  readonly credentialChange: number;
  readonly accountRemoved: number;
}

/** The faults of one world. */
export interface FaultPlan {
  /** Probability that a request meets a fault at all. */
  readonly requestRate: number;
  readonly requestWeights: Readonly<Record<RequestFault, number>>;
  /** Probability that the connection breaks at a call of the store, before or after it took effect. */
  readonly storeRate: number;
  readonly mishaps: Mishaps;
  /** Notices that get lost, so that a worker finds work only when it looks by itself. */
  readonly lostNoticeRate: number;
}

const REQUEST_WEIGHTS: Readonly<Record<RequestFault, number>> = {
  refused: 1,
  resetBefore: 1,
  resetAfter: 3,
  timeoutBefore: 1,
  timeoutAfter: 2,
  busy: 2,
  busyWithoutHeader: 0.3,
  errorBefore: 2,
  errorAfter: 2,
  truncated: 1,
  cutShort: 1,
  duplicated: 2,
  slow: 2,
  proxyPage: 0.5,
};

/** A world without faults. */
export const NO_FAULTS: FaultPlan = {
  requestRate: 0,
  requestWeights: REQUEST_WEIGHTS,
  storeRate: 0,
  mishaps: { workerCrash: 0, workerStop: 0, workerFreeze: 0, serverRestart: 0, credentialChange: 0, accountRemoved: 0 },
  lostNoticeRate: 0,
};

/** Draws a world's faults. */
export function drawFaultPlan(random: SeededRandom): FaultPlan {
  if (random.chance(0.1)) return NO_FAULTS;
  const isOn = (probability: number) => (random.chance(probability) ? 1 : 0);
  const weights = Object.entries(REQUEST_WEIGHTS).map(([name, weight]) => [name, weight * isOn(0.6)] as const);
  const rateOf = (probability: number, most: number) => (random.chance(probability) ? random.next() * most : 0);
  return {
    requestRate: weights.some(([, weight]) => weight > 0) ? random.pick([0, 0.05, 0.15, 0.3, 0.5]) : 0,
    requestWeights: Object.fromEntries(weights) as FaultPlan["requestWeights"],
    storeRate: random.chance(0.3) ? random.pick([0.01, 0.05]) : 0,
    mishaps: {
      workerCrash: rateOf(0.4, 6),
      workerStop: rateOf(0.2, 3),
      workerFreeze: rateOf(0.3, 6),
      serverRestart: rateOf(0.3, 4),
      credentialChange: rateOf(0.15, 2),
      accountRemoved: rateOf(0.2, 3),
    },
    lostNoticeRate: random.chance(0.3) ? 0.3 : 0,
  };
}
