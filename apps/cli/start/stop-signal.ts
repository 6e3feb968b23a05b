/** Why the program is to stop. */
export type StopReason = "SIGINT" | "SIGTERM" | "SIGHUP" | "npm is gone" | "the database is lost";

/** Tells when the program is to stop. */
export interface StopSignal {
  readonly signal: AbortSignal;
  /** Resolves with the reason. */
  readonly requested: Promise<StopReason>;
  stop(reason: StopReason): void;
  /** Takes the listeners off again. */
  dispose(): void;
}

/** One Ctrl-C reaches the program twice under npm: from the terminal and passed on by npm. What follows this soon is the same one. */
const SAME_SIGNAL_MS = 1_000;
const PARENT_WATCH_MS = 500;

/**
 * Listens for SIGINT, SIGTERM and SIGHUP, and under npm for the end of npm itself (a killed npm passes no signal on). The first one asks for
 * the drain; a second one calls `force`.
 */
export function listenForStop(options: { readonly isUnderNpm: boolean; readonly force: () => void }): StopSignal {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<StopReason>();
  let firstAt: number | undefined;
  const stop = (reason: StopReason) => {
    const now = performance.now();
    if (firstAt === undefined) {
      firstAt = now;
      resolve(reason);
      controller.abort(new Error(`Stopped: ${reason}`));
    } else if (reason.startsWith("SIG") && now - firstAt > SAME_SIGNAL_MS) {
      options.force();
    }
  };
  const handlers = (["SIGINT", "SIGTERM", "SIGHUP"] as const).map((name) => [name, () => stop(name)] as const);
  for (const [name, handler] of handlers) process.on(name, handler);
  const timer = options.isUnderNpm ? watchParent(() => stop("npm is gone")) : undefined;
  return {
    signal: controller.signal,
    requested: promise,
    stop,
    dispose: () => {
      for (const [name, handler] of handlers) process.off(name, handler);
      clearInterval(timer);
    },
  };
}

function watchParent(onGone: () => void): NodeJS.Timeout {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) onGone();
  }, PARENT_WATCH_MS);
  return timer.unref();
}
