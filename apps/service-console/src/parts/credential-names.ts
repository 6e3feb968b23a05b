import { useQuery } from "@tanstack/react-query";
import { credentialsQuery } from "../api/credentials.ts";
import { messages } from "../messages.ts";

/** How a credential is called: its name, and whose password it is when it has none. */
export function credentialName(credential: {
  readonly kind: string;
  readonly name: string;
  readonly userEmail: string;
}) {
  return credential.kind === "basic" ? credential.userEmail : credential.name;
}

/**
 * Names of credentials by id, for records that hold ids. Others' credentials are shown to owners only; whoever does not see one still
 * sees which it is.
 */
export function useCredentialNames(): (id: string) => string {
  const credentials = useQuery(credentialsQuery);
  return (id) => {
    if (id === "seed") return messages.events.bySeed;
    if (id.startsWith("console:")) return messages.events.byConsole;
    const found = credentials.data?.find((credential) => credential.id === id);
    return found === undefined ? id : credentialName(found);
  };
}
