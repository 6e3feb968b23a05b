/** Application username templates: `${source.login}`, `${fn:substringBefore(source.email, "@")}`, text around them. */
import { type ParseExpressionResult, parsePart } from "./parse.ts";
import type { Expression } from "./types.ts";

const OPEN = "$\x7b";
const PARTS_MAX = 50;
const LENGTH_MAX = 10_000;

/** Parses a template. With a single part and no text around, its value is the part's own, so that unset stays null. */
export function parseTemplate(text: string): ParseExpressionResult {
  if (text.length > LENGTH_MAX) {
    return refusal(`The template is longer than ${LENGTH_MAX} characters.`, LENGTH_MAX, text.length);
  }
  const parts: Expression[] = [];
  let position = 0;
  while (position < text.length) {
    const open = text.indexOf(OPEN, position);
    const until = open < 0 ? text.length : open;
    if (until > position) {
      parts.push({ kind: "literal", value: text.slice(position, until), position, end: until });
    }
    if (open < 0) break;
    const close = findClose(text, open + 2);
    if (close === undefined) return refusal(`The "\${" that begins here has no closing "}".`, open, text.length);
    const part = parsePart(text, open + 2, close);
    if (!part.ok) return part;
    parts.push(part.expression);
    if (parts.length > PARTS_MAX) {
      return refusal(`The template has more than ${PARTS_MAX} parts.`, open, close + 1);
    }
    position = close + 1;
  }
  const [first, ...more] = parts;
  if (!text.includes(OPEN) || first === undefined) {
    return refusal(`The template names no attribute. Write for example \${source.email}.`, 0, text.length);
  }
  return {
    ok: true,
    expression: more.length === 0 ? first : { kind: "template", parts, position: 0, end: text.length },
  };
}

function refusal(message: string, position: number, end: number): ParseExpressionResult {
  return { ok: false, message, position, end };
}

/** The brace that ends a part; braces inside text and of lists do not count. */
function findClose(text: string, start: number): number | undefined {
  let quote = "";
  let depth = 0;
  for (let index = start; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === "'" || character === '"') quote = character;
    else if (character === "{") depth += 1;
    else if (character === "}" && depth === 0) return index;
    else if (character === "}") depth -= 1;
  }
  return undefined;
}
