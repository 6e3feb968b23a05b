/** What the texts of an app ask for besides the person's own profile. */
import { type ExpressionFacts, factsOf, parseExpression, parseTemplate } from "@lockstep/expression";
import { cachedParse } from "./parse-cache.ts";

const parseMapping = cachedParse(parseExpression);
const parseUserName = cachedParse(parseTemplate);

/** The texts of an app that are evaluated. */
export interface AppTexts {
  readonly mappings: readonly string[];
  /** A template; undefined when the app asks for no user name. */
  readonly userName: string | undefined;
}

/** What the texts of an app ask for. Texts that cannot be read ask for nothing: they fail when they are evaluated. */
export function factsAsked(texts: AppTexts): ExpressionFacts {
  const parsed = [
    ...texts.mappings.map(parseMapping),
    ...(texts.userName === undefined ? [] : [parseUserName(texts.userName)]),
  ];
  return factsOf(parsed.flatMap((result) => (result.ok ? [result.expression] : [])));
}
