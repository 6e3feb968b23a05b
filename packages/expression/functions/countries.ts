/** `Iso3166Convert.*`: country codes of ISO 3166-1 in their four forms. What is given may be any of the three codes. */
import { toText } from "../values.ts";
import { COUNTRIES, type Country } from "./country-table.ts";
import { define, type LanguageFunction } from "./types.ts";

const BY_CODE: ReadonlyMap<string, Country> = new Map(
  COUNTRIES.flatMap((country) => [
    [country.alpha2, country] as const,
    [country.alpha3, country] as const,
    [country.numeric, country] as const,
  ]),
);

function converts(meaning: string, form: keyof Country): LanguageFunction {
  return define("(country: string): string", `${meaning} No value for what is no country code.`, ([country = null]) => {
    const text = toText(country).trim().toUpperCase();
    const code = /^\d{1,3}$/.test(text) ? text.padStart(3, "0") : text;
    return BY_CODE.get(code)?.[form] ?? null;
  });
}

/** `Iso3166Convert.*` by name without the prefix. */
export const COUNTRY_FUNCTIONS: Readonly<Record<string, LanguageFunction>> = {
  toAlpha2: converts("The code of two letters.", "alpha2"),
  toAlpha3: converts("The code of three letters.", "alpha3"),
  toNumeric: converts("The code of three digits.", "numeric"),
  toName: converts("The name in English.", "name"),
};
