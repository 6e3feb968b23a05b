/**
 * The page on which somebody chooses a password: a person by the link of an activation (`/welcome/<token>`) or a reset
 * (`/reset-password/<token>`), an administrator by `/administrator/<token>`. Plain HTML and one form; the one-time token in the address is
 * what proves who it is.
 */
import type { Act } from "../domain/act.ts";
import { findInvited, redeemInvitation } from "../domain/administrator-invitation.ts";
import { DirectoryError } from "../domain/error.ts";
import { choosePassword, findByToken } from "../domain/person-recovery.ts";
import { displayNameOf } from "../domain/profile.ts";
import { SYSTEM_ACTOR } from "../domain/system-log.ts";
import type { HttpDeps } from "./env.ts";

/** First part of the path of an administrator's link. */
export const ADMINISTRATOR_PAGE = "administrator";

const PATH = /^\/(welcome|reset-password|administrator)\/([0-9A-Za-z]{1,100})$/;
/** A form of two fields. */
const BODY_BYTES_MAX = 4096;

/** The page's answer; undefined when the path is not of this page. */
export async function answerPasswordPage(deps: HttpDeps, request: Request): Promise<Response | undefined> {
  const [, kind, token] = PATH.exec(new URL(request.url).pathname) ?? [];
  if (kind === undefined || token === undefined) return undefined;
  if (request.method !== "GET" && request.method !== "HEAD" && request.method !== "POST")
    return page(405, "Not possible", "<p>This page can be read and sent only.</p>");
  const act: Act = { ...deps, actor: SYSTEM_ACTOR };
  const visit = kind === ADMINISTRATOR_PAGE ? await ofAdministrator(act, token) : await ofPerson(act, kind, token);
  if (visit === undefined) return ended();
  if (request.method !== "POST") return page(200, visit.title, form(undefined));
  return await receive(request, visit);
}

interface Visit {
  readonly title: string;
  readonly save: (password: string) => Promise<unknown>;
  /** What is offered when the password is saved. */
  readonly next: string;
}

async function ofPerson(act: Act, kind: string, token: string): Promise<Visit | undefined> {
  const person = await findByToken(act, token);
  if (person === undefined) return undefined;
  return {
    title: kind === "welcome" ? `Welcome, ${displayNameOf(person.profile)}` : "Choose a new password",
    save: (password) => choosePassword(act, token, password),
    next: "You can close this page.",
  };
}

async function ofAdministrator(act: Act, token: string): Promise<Visit | undefined> {
  const administrator = await findInvited(act, act.database.kysely, token);
  if (administrator === undefined) return undefined;
  return {
    title: `Welcome, ${administrator.name}`,
    save: (password) => redeemInvitation(act, token, password),
    next: `You sign in as ${escapeHtml(administrator.login)}. <a href="/">Go to the console</a>`,
  };
}

async function receive(request: Request, { title, save, next }: Visit): Promise<Response> {
  const fields = await readForm(request);
  const [password, repeated] = [fields?.get("password") ?? "", fields?.get("repeated") ?? ""];
  if (password === "") return page(400, title, form("Enter a password."));
  if (password !== repeated) return page(400, title, form("The two passwords differ."));
  try {
    await save(password);
    return page(200, "Password saved", `<p>Your password is saved. ${next}</p>`);
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    if (error.code === "E0000011") return ended();
    return page(400, title, form(error.causes[0]?.replace(/^password: /, "") ?? error.message));
  }
}

async function readForm(request: Request): Promise<URLSearchParams | undefined> {
  if (Number(request.headers.get("content-length") ?? "0") > BODY_BYTES_MAX) return undefined;
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of request.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > BODY_BYTES_MAX) return undefined;
  }
  return new URLSearchParams(text);
}

function ended(): Response {
  return page(
    404,
    "This link no longer works",
    "<p>It was used already, or it is too old. Ask your administrator for a new one.</p>",
  );
}

function form(problem: string | undefined): string {
  const alert = problem === undefined ? "" : `<p role="alert">${escapeHtml(problem)}</p>`;
  return `${alert}<form method="post">
<label>New password <input type="password" name="password" autocomplete="new-password" required maxlength="72"></label>
<label>Once more <input type="password" name="repeated" autocomplete="new-password" required maxlength="72"></label>
<button>Save password</button></form>`;
}

function page(status: number, title: string, content: string): Response {
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>
body{font:1rem/1.5 system-ui,sans-serif;max-width:26rem;margin:4rem auto;padding:0 1rem;color:#1c2128}
label,button,input{display:block;width:100%;box-sizing:border-box}label{margin:1rem 0}
input,button{font:inherit;padding:.5rem}[role=alert]{color:#b3261e}</style></head>
<body><main><h1>${escapeHtml(title)}</h1>${content}</main></body></html>`;
  return new Response(html, {
    status,
    headers: { "content-type": "text/html;charset=utf-8", "cache-control": "no-store" },
  });
}

function escapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replaceAll(/[&<>"']/g, (character) => names[character] ?? character);
}
