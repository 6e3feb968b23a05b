/**
 * Virtual time. Everything that happens is an event at a moment; one runs at a time, until nothing that it set off can go on
 * without another event. Events of the same moment run in an order that the seed decides.
 */
import type { Clock } from "@lockstep/ports";
import type { SeededRandom } from "./seeded-random.ts";

/** Something that happens at a moment. */
interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => void | Promise<void>;
  isOff: boolean;
}

/** The clock and the queue of what is to come. */
export class Scheduler implements Clock {
  readonly #random: SeededRandom;
  readonly #queue: Event[] = [];
  #now: number;
  #hasStirred = false;
  #eventsRun = 0;

  constructor(startAt: number, random: SeededRandom) {
    this.#now = startAt;
    this.#random = random;
  }

  now(): number {
    return this.#now;
  }

  /** How many events have run. */
  get eventsRun(): number {
    return this.#eventsRun;
  }

  /** Runs `run` after `delayMs`; the returned function calls it off. */
  after(delayMs: number, run: () => void | Promise<void>): () => void {
    const event = { at: this.#now + Math.max(0, Math.round(delayMs)), order: this.#random.next(), run, isOff: false };
    this.#insert(event);
    this.stir();
    return () => {
      event.isOff = true;
    };
  }

  /** Says that code which waited goes on: the event is over only when that code waits again. */
  stir(): void {
    this.#hasStirred = true;
  }

  /** Runs the next event. False when nothing is to come. */
  async step(): Promise<boolean> {
    for (;;) {
      const event = this.#take();
      if (event === undefined) return false;
      if (event.isOff) continue;
      this.#now = event.at;
      this.#eventsRun += 1;
      this.#hasStirred = false;
      const running = event.run();
      if (running !== undefined) {
        await running;
        this.#hasStirred = true;
      }
      // The platform runs all that is ready before it comes back here: promises, and the ticks of streams.
      if (this.#hasStirred) await new Promise<void>((resolve) => void setImmediate(resolve));
      return true;
    }
  }

  /** The moment of the next event; undefined when nothing is to come. */
  nextAt(): number | undefined {
    while (this.#queue[0]?.isOff === true) this.#take();
    return this.#queue[0]?.at;
  }

  #insert(event: Event): void {
    const queue = this.#queue;
    let index = queue.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(event, queue[parent] as Event)) break;
      queue[index] = queue[parent] as Event;
      index = parent;
    }
    queue[index] = event;
  }

  #take(): Event | undefined {
    const queue = this.#queue;
    const first = queue[0];
    const last = queue.pop();
    if (first === undefined || last === undefined || queue.length === 0) return first;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      if (left >= queue.length) break;
      const right = left + 1;
      const child = right < queue.length && isBefore(queue[right] as Event, queue[left] as Event) ? right : left;
      if (!isBefore(queue[child] as Event, last)) break;
      queue[index] = queue[child] as Event;
      index = child;
    }
    queue[index] = last;
    return first;
  }
}

function isBefore(left: Event, right: Event): boolean {
  return left.at < right.at || (left.at === right.at && left.order < right.order);
}
