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
import { retellingFor, type Words, wordsFor } from "../words/index.ts";
import type { HttpDeps } from "./env.ts";

/** First part of the path of an administrator's link. */
export const ADMINISTRATOR_PAGE = "administrator";

const PATH = /^\/(welcome|reset-password|administrator)\/([0-9A-Za-z]{1,100})$/;
/** A form of two fields. */
const BODY_BYTES_MAX = 4096;

type PageWords = Words["passwordPage"];

/** The page's answer; undefined when the path is not of this page. */
export async function answerPasswordPage(deps: HttpDeps, request: Request): Promise<Response | undefined> {
  const [, kind, token] = PATH.exec(new URL(request.url).pathname) ?? [];
  if (kind === undefined || token === undefined) return undefined;
  const words = wordsFor(request.headers.get("accept-language") ?? undefined).passwordPage;
  if (request.method !== "GET" && request.method !== "HEAD" && request.method !== "POST")
    return page(words, 405, { title: words.notPossible, content: `<p>${words.notPossibleDetail}</p>` });
  const act: Act = { ...deps, actor: SYSTEM_ACTOR };
  const visit =
    kind === ADMINISTRATOR_PAGE
      ? await ofAdministrator(act, token, words)
      : await ofPerson(act, { kind, token, words });
  if (visit === undefined) return ended(words);
  if (request.method !== "POST") return page(words, 200, { title: visit.title, content: form(words, undefined) });
  return await receive(request, visit, words);
}

interface Visit {
  readonly title: string;
  readonly save: (password: string) => Promise<unknown>;
  /** What is offered when the password is saved. */
  readonly next: string;
}

async function ofPerson(
  act: Act,
  { kind, token, words }: { readonly kind: string; readonly token: string; readonly words: PageWords },
): Promise<Visit | undefined> {
  const person = await findByToken(act, token);
  if (person === undefined) return undefined;
  return {
    title: kind === "welcome" ? words.welcome(displayNameOf(person.profile)) : words.choose,
    save: (password) => choosePassword(act, token, password),
    next: words.close,
  };
}

async function ofAdministrator(act: Act, token: string, words: PageWords): Promise<Visit | undefined> {
  const administrator = await findInvited(act, act.database.kysely, token);
  if (administrator === undefined) return undefined;
  return {
    title: words.welcome(administrator.name),
    save: (password) => redeemInvitation(act, token, password),
    next: `${escapeHtml(words.signInAs(administrator.login))} <a href="/">${words.toConsole}</a>`,
  };
}

async function receive(request: Request, { title, save, next }: Visit, words: PageWords): Promise<Response> {
  const again = (problem: string) => page(words, 400, { title, content: form(words, problem) });
  const fields = await readForm(request);
  const [password, repeated] = [fields?.get("password") ?? "", fields?.get("repeated") ?? ""];
  if (password === "") return again(words.missing);
  if (password !== repeated) return again(words.differs);
  try {
    await save(password);
    return page(words, 200, { title: words.saved, content: `<p>${words.savedDetail} ${next}</p>` });
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    if (error.code === "E0000011") return ended(words);
    const problem = error.causes[0]?.replace(/^password: /, "") ?? error.message;
    return again(retellingFor(words.language)?.sentence(problem) ?? problem);
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

function ended(words: PageWords): Response {
  return page(words, 404, { title: words.ended, content: `<p>${words.endedDetail}</p>` });
}

function form(words: PageWords, problem: string | undefined): string {
  const alert = problem === undefined ? "" : `<p role="alert">${escapeHtml(problem)}</p>`;
  return `${alert}<form method="post">
<label>${words.password} <input type="password" name="password" autocomplete="new-password" required maxlength="72"></label>
<label>${words.repeated} <input type="password" name="repeated" autocomplete="new-password" required maxlength="72"></label>
<button>${words.save}</button></form>`;
}

function page(
  { language }: PageWords,
  status: number,
  { title, content }: { readonly title: string; readonly content: string },
): Response {
  const html = `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>
body{font:1rem/1.5 system-ui,sans-serif;max-width:26rem;margin:4rem auto;padding:0 1rem;color:#1c2128}
label,button,input{display:block;width:100%;box-sizing:border-box}label{margin:1rem 0}
input,button{font:inherit;padding:.5rem}[role=alert]{color:#b3261e}</style></head>
<body><main><h1>${escapeHtml(title)}</h1>${content}</main></body></html>`;
  return new Response(html, {
    status,
    headers: { "content-type": "text/html;charset=utf-8", "cache-control": "no-store", vary: "accept-language" },
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
