/**
 * Which addresses may be provisioned to: https anywhere public, http on this machine only. An address inside a private
 * network is refused unless the operator allows it, since the base URL comes from a form and the server fetches it.
 */
import { isLoopback, isPrivateAddress, isSpecialAddress, parseAddress } from "./address.ts";

/** Whether a base URL may be used; if not, why and what to do. */
export type TargetUrlCheck =
  | { readonly ok: true; readonly url: URL }
  | { readonly ok: false; readonly message: string; readonly remedy: string };

/** How far inside a target may lie: public addresses only, this machine as well, or any private network. */
export type TargetReach = "public" | "loopback" | "private";

/** What is allowed, and what is known about the host. */
export interface TargetUrlOptions {
  readonly reach: TargetReach;
  /** Addresses that the host name resolves to, when they are known: a public name may point inside. */
  readonly addresses?: readonly string[];
  /** The URL is called as it stands, such as a webhook's, and may hold a query; otherwise it is a SCIM base URL. */
  readonly isWhole?: boolean;
}

const URL_LENGTH_MAX = 2_000;

/** Checks a URL before anything is sent to it. */
export function checkTargetUrl(baseUrl: string, options: TargetUrlOptions): TargetUrlCheck {
  const text = baseUrl.trim();
  const url = text.length <= URL_LENGTH_MAX && URL.canParse(text) ? new URL(text) : undefined;
  const { noun, example } = wordsFor(options);
  if (url === undefined) {
    return refuse(`The ${noun} is not a web address.`, `Enter the full address, such as ${example}.`);
  }
  const form = checkForm(url, options);
  if (form !== undefined) return form;
  const host = hostOf(url);
  const literal = parseAddress(host);
  const addresses = [...(literal === undefined ? [] : [host]), ...(options.addresses ?? [])];
  const onThisMachine = addresses.length > 0 ? addresses.every(isLoopback) : isLocalName(host);
  if (url.protocol === "http:" && !onThisMachine) {
    return refuse(
      `The ${noun} begins with http: credentials and people's data would travel unprotected.`,
      "Use the https address of the application. Plain http is accepted for this machine only.",
    );
  }
  for (const address of addresses) {
    if (isSpecialAddress(address)) {
      return refuse(
        `${named(host, address)} cannot be the address of an application.`,
        `Check the host name of the ${noun}.`,
      );
    }
    if (!isWithin(options.reach, address)) return refusePrivate(host, address);
  }
  if (options.reach === "public" && isLocalName(host)) return refusePrivate(host, host);
  return { ok: true, url };
}

function isWithin(reach: TargetReach, address: string): boolean {
  if (reach === "private" || !isPrivateAddress(address)) return true;
  return reach === "loopback" && isLoopback(address);
}

function wordsFor(options: TargetUrlOptions): { readonly noun: string; readonly example: string } {
  return options.isWhole === true
    ? { noun: "URL", example: "https://app.example.com/webhooks" }
    : { noun: "base URL", example: "https://app.example.com/SCIM/v2/" };
}

function checkForm(url: URL, options: TargetUrlOptions): TargetUrlCheck | undefined {
  const { noun, example } = wordsFor(options);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return refuse(
      `The ${noun} begins with ${url.protocol}//, which is not a web address.`,
      "Use an address that begins with https://.",
    );
  }
  if (url.username !== "" || url.password !== "") {
    return refuse(
      `The ${noun} holds a user name or password.`,
      "Enter them in their own fields and leave them out of the address.",
    );
  }
  if (options.isWhole !== true && (url.search !== "" || url.hash !== "")) {
    return refuse('The base URL holds a "?" or "#".', `Enter the address up to the version, such as ${example}.`);
  }
  return undefined;
}

function refusePrivate(host: string, address: string): TargetUrlCheck {
  return refuse(
    `${named(host, address)} lies in a private network.`,
    "Use the public address of the application, or let the operator allow private targets.",
  );
}

function refuse(message: string, remedy: string): TargetUrlCheck {
  return { ok: false, message, remedy };
}

function named(host: string, address: string): string {
  return host === address ? host : `${host} (${address})`;
}

/** The host without the brackets of IPv6 and without a closing dot. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

/** RFC 6761 §6.3: names that always mean this machine. */
function isLocalName(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost");
}
