import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { messages } from "../../messages.ts";
import { CredentialSection } from "../../parts/credentials/credential-section.tsx";

const route = getRouteApi("/signed-in/provisioning/credentials");
const t = messages.credentials;

/** Credentials of programs: one's own, and for owners all of the account. */
export function CredentialsPage(): ReactNode {
  const view = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <CredentialSection
      title={t.title}
      description={t.detail}
      adds={["oauthClient", "apiKey"]}
      view={view}
      onView={(search) => void navigate({ search, resetScroll: false })}
    />
  );
}
