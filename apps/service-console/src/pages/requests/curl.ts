/** A request of the log as a command that can be run again, once the masked secrets are put in. */
import type { Credential, LoggedRequest } from "@lockstep/service-app/contract";

/** The curl command. `origin` is the service's; the credential is unknown to whoever may not see it. */
export function toCurl(request: LoggedRequest, origin: string, credential: Credential | undefined): string {
  const lines = [`curl -X ${request.method} ${quoted(`${origin}${request.path}${request.search}`)}`];
  lines.push(
    credential?.kind === "basic"
      ? `-u ${quoted(`${credential.userEmail}:PASSWORD`)}`
      : `-H ${quoted("Authorization: Bearer SECRET")}`,
  );
  lines.push(`-H ${quoted(`traceparent: 00-${request.traceId}-0000000000000001-01`)}`);
  if (request.body !== null) {
    lines.push(`-H ${quoted("Content-Type: application/scim+json")}`, `--data ${quoted(request.body)}`);
  }
  return lines.join(" \\\n  ");
}

/** A word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
