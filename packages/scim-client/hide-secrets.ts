/** Interop: some targets and token endpoints quote the credential that they refuse. It must not reach a task, a log or a report. */
import { isJsonArray, isJsonObject, type Json } from "@lockstep/scim";

const PLACEHOLDER = "«credential»";
/** What is shorter stands in words by chance. */
const LENGTH_MIN = 4;

/** The text without the secrets, as they are and percent-encoded. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= LENGTH_MIN)
    .flatMap((secret) => [secret, encodeURIComponent(secret.toWellFormed())])
    .reduce((kept, form) => kept.replaceAll(form, () => PLACEHOLDER), text);
}

/** As `hideSecrets`, in every text of a body. */
export function hideSecretsIn(value: Json, secrets: readonly string[]): Json {
  if (typeof value === "string") return hideSecrets(value, secrets);
  if (isJsonArray(value)) return value.map((item) => hideSecretsIn(item, secrets));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    item === undefined ? undefined : hideSecretsIn(item, secrets),
  ]);
  return Object.fromEntries(entries);
}
