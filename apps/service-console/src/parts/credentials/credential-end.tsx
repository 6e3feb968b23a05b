import type { Credential } from "@lockstep/service-app/contract";
import { ConfirmAction, notifyDone } from "@lockstep/ui";
import { Button, Group, Stack, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { credentialsQuery, revokeCredential, revokeTokens } from "../../api/credentials.ts";
import { messages } from "../../messages.ts";

const t = messages.credentials;

/** Ends a credential, or the access tokens of an OAuth client. */
export function CredentialEnd({ credential, onEnded }: { credential: Credential; onEnded: () => void }): ReactNode {
  const queryClient = useQueryClient();
  const [asking, ask] = useState<"revoke" | "tokens">();
  return (
    <Stack gap="sm">
      <Title order={3}>{t.danger}</Title>
      <Group gap="xs">
        {credential.kind === "oauthClient" && (
          <Button variant="default" onClick={() => ask("tokens")}>
            {t.endTokens}
          </Button>
        )}
        <Button variant="default" c="var(--tone-bad)" onClick={() => ask("revoke")}>
          {t.revoke}
        </Button>
      </Group>
      <ConfirmAction
        opened={asking === "revoke"}
        onClose={() => ask(undefined)}
        title={t.revokeTitle(credential.name)}
        consequences={t.revokeConsequences}
        confirmLabel={t.revokeConfirm}
        onConfirm={async () => {
          await revokeCredential(credential.id);
          await queryClient.invalidateQueries({ queryKey: credentialsQuery.queryKey });
          notifyDone(t.revoked(credential.name));
          onEnded();
        }}
      />
      <ConfirmAction
        opened={asking === "tokens"}
        onClose={() => ask(undefined)}
        title={t.endTokensTitle(credential.name)}
        consequences={t.endTokensConsequences}
        confirmLabel={t.endTokensConfirm}
        onConfirm={async () => {
          await revokeTokens(credential.id);
          notifyDone(t.tokensEnded(credential.name));
        }}
      />
    </Stack>
  );
}
