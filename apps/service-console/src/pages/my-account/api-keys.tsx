import type { ApiKey, NewApiKey } from "@lockstep/service-app/contract";
import { type Column, ConfirmAction, DataList, EmptyState, notifyDone, Section, Timestamp } from "@lockstep/ui";
import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { apiKeysQuery, revokeApiKey } from "../../api/account.ts";
import { canAdminister, useMe } from "../../api/session.ts";
import { messages } from "../../messages.ts";
import { GenerateKey } from "./generate-key.tsx";

const t = messages.account;

/** The signed-in user's API keys: generate, see when they were used, revoke. */
export function ApiKeys(): ReactNode {
  const queryClient = useQueryClient();
  const keys = useQuery(apiKeysQuery);
  const canGenerate = canAdminister(useMe());
  const [isGenerating, generating] = useDisclosure(false);
  const [revoking, setRevoking] = useState<ApiKey>();
  const refresh = () => queryClient.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
  const revoke = useMutation({
    mutationFn: (key: ApiKey) => revokeApiKey(key.id),
    onSuccess: async (_, key) => {
      await refresh();
      notifyDone(t.revoked(key.name));
    },
  });
  const generate = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={generating.open}>
      {t.generate}
    </Button>
  );
  return (
    <Section
      title={t.keys}
      description={canGenerate ? t.keysDetail : t.keysNotAllowed}
      actions={canGenerate && generate}
      isFlush
    >
      <DataList
        label={t.keys}
        rows={keys.data}
        keyOf={(key) => key.id}
        error={keys.error}
        onRetry={() => void keys.refetch()}
        columns={keyColumns(setRevoking)}
        empty={
          <EmptyState icon={<IconKey size={26} />} title={t.keysEmpty}>
            {t.keysEmptyDetail}
          </EmptyState>
        }
      />
      <GenerateKey
        opened={isGenerating}
        onClose={generating.close}
        onGenerated={(_key: NewApiKey) => {
          void refresh();
        }}
      />
      <ConfirmAction
        opened={revoking !== undefined}
        onClose={() => setRevoking(undefined)}
        title={t.revokeTitle(revoking?.name ?? "")}
        consequences={t.revokeConsequences}
        confirmLabel={t.revokeConfirm}
        onConfirm={async () => {
          if (revoking !== undefined) await revoke.mutateAsync(revoking);
        }}
      />
    </Section>
  );
}

function keyColumns(onRevoke: (key: ApiKey) => void): readonly Column<ApiKey>[] {
  return [
    {
      key: "name",
      header: t.keyName,
      render: (key) => (
        <Text size="sm" fw={600}>
          {key.name}
        </Text>
      ),
    },
    { key: "prefix", header: t.prefix, render: (key) => <code>{key.prefix}…</code> },
    { key: "created", header: t.created, render: (key) => <Timestamp value={key.createdAt} /> },
    { key: "lastUsed", header: t.lastUsed, render: (key) => <Timestamp value={key.lastUsedAt} never={t.never} /> },
    {
      key: "expires",
      header: t.expires,
      render: (key) => <Timestamp value={key.expiresAt} format="date" never={t.never} />,
    },
    {
      key: "revoke",
      header: t.revoke,
      isHeaderHidden: true,
      align: "right",
      width: 100,
      render: (key) => (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`${t.revoke} ${key.name}`}
          onClick={() => onRevoke(key)}
        >
          {t.revoke}
        </Button>
      ),
    },
  ];
}
