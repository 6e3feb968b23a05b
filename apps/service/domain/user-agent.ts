/** A `User-Agent` header in a few words for a list of sessions: product and system, nothing that tells single machines apart. */

/** The first that fits names the browser: those that pretend to be another come first. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\/(\d+)/, "Edge"],
  [/\bOPR\/(\d+)/, "Opera"],
  [/\bSamsungBrowser\/(\d+)/, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, "Firefox"],
  [/\b(?:(?:Headless)?Chrome|CriOS)\/(\d+)/, "Chrome"],
  [/\bVersion\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:iPhone|iPad|iPod)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];
const HEADER_LENGTH_MAX = 1_000;
const PRODUCT_LENGTH_MAX = 60;

/** Such as `Firefox 141 on Linux`; a program's own product token otherwise; null when nothing can be said. */
export function shortenUserAgent(header: string | undefined): string | null {
  const text = (header ?? "").slice(0, HEADER_LENGTH_MAX);
  const browser = BROWSERS.map(([pattern, name]) => [name, pattern.exec(text)?.[1]]).find(([, version]) => version);
  const system = SYSTEMS.find(([pattern]) => pattern.test(text))?.[1];
  if (browser !== undefined) return `${browser[0]} ${browser[1]}${system === undefined ? "" : ` on ${system}`}`;
  // RFC 9110 §10.1.5: a product is a token, a slash and a version.
  const product = /^[\w.!#$%&'*+^`|~-]+(?:\/[\w.!#$%&'*+^`|~-]+)?/.exec(text)?.[0];
  return product?.slice(0, PRODUCT_LENGTH_MAX) ?? null;
}
