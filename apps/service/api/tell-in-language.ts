/** Answers of the console API in the language that is asked for (ADR 50). SCIM, the read API and the event feed speak English to programs. */
import { type SpokenKeys, toldAnswer, toldJson } from "@lockstep/ports";
import { createMiddleware } from "hono/factory";
import { retellingFor } from "../words/index.ts";
import type { ApiEnv } from "./environment.ts";

const SENTENCES: SpokenKeys = {
  sentences: new Set(["detail", "lastError", "message", "stateReason"]),
  // What clients sent and got, states of resources, and definitions: their own words.
  foreign: new Set(["after", "answer", "attributes", "before", "body", "text"]),
};

/** Tells what the routes answer in JSON. */
export const tellInLanguage = createMiddleware<ApiEnv>(async (context, next) => {
  await next();
  const retelling = retellingFor(context.req.header("accept-language"));
  if (retelling === undefined) return;
  const tell = (value: unknown) => toldJson(value, retelling.sentence, SENTENCES);
  context.res = await toldAnswer(context.res, retelling.language, tell);
});
