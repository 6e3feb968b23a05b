import { Section } from "@lockstep/ui";
import { Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { canAdminister, useMe } from "../../api/session.ts";
import { messages } from "../../messages.ts";
import { CredentialSection } from "../../parts/credentials/credential-section.tsx";

const route = getRouteApi("/signed-in/my-account");
const t = messages.account;

/** One's own API keys: generate, shown once, rotate with an overlap, last use, revoke. */
export function ApiTab(): ReactNode {
  const me = useMe();
  const { tab: _tab, ...view } = route.useSearch();
  const navigate = route.useNavigate();
  if (!canAdminister(me)) {
    return (
      <Section title={t.keys}>
        <Text size="sm">{t.keysNotAllowed}</Text>
      </Section>
    );
  }
  return (
    <CredentialSection
      title={t.keys}
      description={t.keysDetail}
      filter={({ kind, userId }) => kind === "apiKey" && userId === me.user.id}
      adds={["apiKey"]}
      view={view}
      onView={({ for: _for, ...next }) => void navigate({ search: { tab: "api", ...next }, resetScroll: false })}
    />
  );
}
