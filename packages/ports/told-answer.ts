import type { Translation } from "./translation.ts";

/** Where sentences stand in the JSON of an API. */
export interface SpokenKeys {
  /** Properties that hold a sentence, or a list of them. */
  readonly sentences: ReadonlySet<string>;
  /** Properties that hold what others made: nothing in them is ours to tell. */
  readonly foreign: ReadonlySet<string>;
}

/** A JSON value with its sentences told in another language; the value itself is left as it is. */
export function toldJson(value: unknown, tell: Translation, keys: SpokenKeys): unknown {
  if (Array.isArray(value)) return value.map((item) => toldJson(item, tell, keys));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      if (keys.foreign.has(key)) return [key, part];
      if (!keys.sentences.has(key)) return [key, toldJson(part, tell, keys)];
      if (typeof part === "string") return [key, tell(part)];
      const isList = Array.isArray(part) && part.every((item) => typeof item === "string");
      return [key, isList ? part.map((item) => tell(String(item))) : toldJson(part, tell, keys)];
    }),
  );
}

/** A JSON answer told in the language `language`; any other answer as it is. */
export async function toldAnswer(
  answer: Response,
  language: string,
  tell: (value: unknown) => unknown,
): Promise<Response> {
  if (!/^application\/json\b/.test(answer.headers.get("content-type") ?? "")) return answer;
  const text = await answer.text();
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  headers.set("content-language", language);
  headers.append("vary", "accept-language");
  return new Response(text === "" ? null : JSON.stringify(tell(JSON.parse(text))), { status: answer.status, headers });
}
