/** Browsers send a handful. */
const RANGES_MAX = 20;

/** The first language of an `Accept-Language` (RFC 9110 §12.5.4) that is among the spoken ones; undefined when none is. */
export function preferredLanguage<Language extends string>(
  acceptLanguage: string | undefined,
  spoken: readonly Language[],
): Language | undefined {
  const ranges = (acceptLanguage ?? "").split(",").slice(0, RANGES_MAX).map(readRange);
  const wanted = ranges.filter(({ weight }) => weight > 0).sort((left, right) => right.weight - left.weight);
  for (const { language } of wanted) {
    const found = spoken.find((known) => known === language);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readRange(text: string): { readonly language: string; readonly weight: number } {
  const [range = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
  return { language: range.split("-", 1)[0] ?? "", weight: quality === undefined ? 1 : Number(quality) || 0 };
}
