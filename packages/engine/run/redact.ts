/**
 * A secret that was sent must come back in no outcome. Interop: some targets quote the refused password in their error, or
 * the whole request in one of several encodings, or cut what they quote in the middle.
 */
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "@lockstep/scim";
import { type Outcome, PLACEHOLDER } from "../types.ts";

/** The beginning of a secret at the end of a text counts as the secret from this length on: the text was cut there. */
const CUT_MIN = 4;
/** Anywhere else a part of a secret counts from this length on: the target may have cut it itself. */
const FRAGMENT_MIN = 8;

/** The outcome with the secret, in whatever form it is quoted, replaced by the placeholder. */
export function redactSecret(outcome: Outcome, secret: string | undefined): Outcome {
  if (secret === undefined || secret === "") return outcome;
  const forms = formsOf(secret);
  const redacted = "detail" in outcome ? { ...outcome, detail: redactQuotation(outcome.detail, forms) } : outcome;
  if (!("resource" in redacted) || redacted.resource === undefined) return redacted;
  if (secret.isWellFormed() && !isQuoted(redacted.resource, forms)) return redacted;
  return { ...redacted, resource: clean(redacted.resource, forms) as JsonObject } as Outcome;
}

/** Every form in which a secret may be quoted, the longest first. */
export function formsOf(secret: string): readonly string[] {
  const bytes = new TextEncoder().encode(secret);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const encoded = [hex, hex.toUpperCase(), ...base64Forms(bytes)];
  // Perf: letters and digits, of which nearly all passwords here are, stand as they are in every text.
  const forms = /^[A-Za-z0-9]*$/.test(secret) ? [secret, ...encoded] : [...quotedForms(secret), ...encoded];
  return [...new Set(forms)].sort((left, right) => right.length - left.length);
}

function quotedForms(secret: string): readonly string[] {
  const escaped = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    escaped,
    JSON.stringify(escaped).slice(1, -1),
    escapeUnicode(secret),
    encodeURIComponent(secret),
    encodeURIComponent(secret).replaceAll("%20", "+"),
    escapeMarkup(secret),
  ];
}

/** Whether any form stands somewhere in the resource. Perf: nearly always none does, and one text is searched instead of each value and key. */
function isQuoted(resource: JsonObject, forms: readonly string[]): boolean {
  const text = JSON.stringify(resource);
  return forms.some((form) => text.includes(JSON.stringify(form).slice(1, -1)));
}

function redactText(text: string, forms: readonly string[]): string {
  return forms.reduce((kept, form) => kept.replaceAll(form, PLACEHOLDER.password), text);
}

/** As `redactText`, for words that were shortened somewhere on their way. */
function redactQuotation(text: string, forms: readonly string[]): string {
  const whole = redactFragments(redactText(text, forms), forms);
  for (const form of forms) {
    const length = cutLength(whole, form);
    if (length > 0) return `${whole.slice(0, -length)}${PLACEHOLDER.password}`;
  }
  return whole;
}

/** Replaces every part of a form that is long enough, as far as it reaches; parts of several forms that overlap go as one. */
function redactFragments(text: string, forms: readonly string[]): string {
  const spans = forms.flatMap((form) => fragmentsIn(text, form)).sort((left, right) => left.from - right.from);
  let kept = "";
  let end = 0;
  for (const span of spans) {
    if (span.from >= end) kept += `${text.slice(end, span.from)}${PLACEHOLDER.password}`;
    end = Math.max(end, span.to);
  }
  return kept + text.slice(end);
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function fragmentsIn(text: string, form: string): readonly Span[] {
  const spans: Span[] = [];
  for (let start = 0; start + FRAGMENT_MIN <= form.length; start += 1) {
    const part = form.slice(start, start + FRAGMENT_MIN);
    for (let from = text.indexOf(part); from >= 0; from = text.indexOf(part, from + 1)) {
      spans.push({ from, to: from + FRAGMENT_MIN });
    }
  }
  return spans;
}

/** How much of `form` stands at the end of the text, before the marks that say "cut"; 0 when too little. */
function cutLength(text: string, form: string): number {
  const marks = /[.…\s"']*$/.exec(text)?.[0].length ?? 0;
  const body = text.slice(0, text.length - marks);
  for (let length = Math.min(form.length - 1, body.length); length >= CUT_MIN; length -= 1) {
    if (body.endsWith(form.slice(0, length))) return length + marks;
  }
  return 0;
}

/** Whole in base64 and base64url, and as the middle of something longer, where it may begin at any of three places. */
function base64Forms(bytes: Uint8Array): readonly string[] {
  const forms: string[] = [];
  for (const offset of [0, 1, 2]) {
    const padded = new Uint8Array(offset + bytes.length);
    padded.set(bytes, offset);
    const text = btoa(String.fromCharCode(...padded)).replace(/=+$/, "");
    // Characters that also depend on the neighbours are left out at both ends.
    const from = offset === 0 ? 0 : offset + 1;
    const to = padded.length % 3 === 0 ? text.length : text.length - 1;
    const stable = text.slice(from, to);
    if (stable.length >= CUT_MIN) forms.push(stable, stable.replaceAll("+", "-").replaceAll("/", "_"));
  }
  return forms;
}

function escapeUnicode(text: string): string {
  return [...text]
    .map((character) =>
      /[\w ]/.test(character) ? character : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
    )
    .join("");
}

function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function clean(value: Json, forms: readonly string[]): Json {
  if (typeof value === "string") return redactText(value, forms);
  if (isJsonArray(value)) return value.map((item) => clean(item, forms));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      redactText(key, forms),
      item === undefined ? undefined : clean(item, forms),
    ]),
  );
}
