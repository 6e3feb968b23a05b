/** Answers in the language that is asked for (ADR 50): what the directory says of itself is told again, at this one place of the edge. */
import { type SpokenKeys, toldAnswer, toldJson } from "@lockstep/ports";
import type { MiddlewareHandler } from "hono";
import { type Retelling, retellingFor } from "../words/index.ts";
import type { Env } from "./env.ts";

const SENTENCES: SpokenKeys = {
  sentences: new Set([
    "detail",
    "displayMessage",
    "error",
    "errorSummary",
    "incompleteReason",
    "invalidReason",
    "meaning",
    "message",
    "neededBy",
    "note",
    "notes",
    "overBudget",
    "problem",
    "reason",
    "remedy",
    "summary",
    "warnings",
    "why",
    "words",
  ]),
  // Profiles, requests and answers: what people, apps and administrators wrote.
  foreign: new Set(["after", "before", "body", "debugData", "expression", "profile", "proposal", "response"]),
};
/** Descriptions are the directory's own here, and of groups and attributes their authors'. */
const OWN_DESCRIPTIONS = /\/(app-templates|people\/schema)$/;
/** The table of an app's mappings brings the attributes that every app has. */
const ATTRIBUTES = /\/mappings$/;
/** The System Log is stored in English; scripts search and read it as it is stored, and people in the language of their console. */
const AS_STORED = /^\/api\/(lockstep\/)?v1\/logs(\/|$)/;

/** Tells what the routes answer in JSON. */
export function tellInLanguage(): MiddlewareHandler<Env> {
  return async (context, next) => {
    await next();
    const retelling = retellingFor(context.req.header("accept-language"));
    const { path } = context.req;
    if (retelling === undefined) return;
    if (AS_STORED.test(path) && context.res.ok && context.get("caller").via !== "session") return;
    const tell = (value: unknown) => toldAt(path, value, retelling);
    context.res = await toldAnswer(context.res, retelling.language, tell);
  };
}

/** A value of an answer or of a step, told for whoever asked. */
export function toldFor(acceptLanguage: string | undefined, value: unknown): unknown {
  const retelling = retellingFor(acceptLanguage);
  return retelling === undefined ? value : toldJson(value, retelling.sentence, SENTENCES);
}

function toldAt(path: string, value: unknown, { sentence, attributeTitle }: Retelling): unknown {
  const told = toldJson(value, sentence, SENTENCES);
  const { foreign } = SENTENCES;
  if (OWN_DESCRIPTIONS.test(path)) return toldJson(told, sentence, { sentences: new Set(["description"]), foreign });
  if (ATTRIBUTES.test(path)) return toldJson(told, attributeTitle, { sentences: new Set(["title"]), foreign });
  return told;
}
