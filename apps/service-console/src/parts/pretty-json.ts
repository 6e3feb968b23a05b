/** JSON with line breaks, for reading; what is no JSON, such as a body that was cut, stays as it is. */
export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
