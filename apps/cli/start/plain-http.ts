/** RFC 7644 §7.2: without TLS, credentials travel in clear. The listeners speak plain HTTP, so who can reach them matters. */
import { StartupError } from "@lockstep/database";

/** A side that will listen. */
export interface PublishedSide {
  readonly side: string;
  /** Its public base URL; undefined when none is set. */
  readonly publicUrl: string | undefined;
  /** The variable that sets it. */
  readonly urlVariable: string;
}

/**
 * Throws StartupError when a side would serve plain HTTP to other machines. It may listen on this machine only, or behind a proxy that ends
 * TLS: its public URL begins with `https:` then, or the operator says that there is one.
 */
export function assertNoPlainHttp(host: string, sides: readonly PublishedSide[], trustsProxy: boolean): void {
  if (isLoopback(host) || trustsProxy) return;
  const open = sides.find(({ publicUrl }) => publicUrl?.startsWith("https://") !== true);
  if (open === undefined) return;
  throw new StartupError(
    `On ${host}, the ${open.side} would serve passwords and keys over plain HTTP to other machines: put a proxy with TLS in front and set ${open.urlVariable} to its https address, or set LOCKSTEP_TRUST_PROXY=on when a proxy does that already, or unset LOCKSTEP_HOST.`,
  );
}

/** True for an address that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
