import type { ApiToken } from "@lockstep/directory-app/contract";
import { type Column, ConfirmAction, DataList, EmptyState, notifyDone, PageHeader, Timestamp } from "@lockstep/ui";
import { Button, Paper, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { apiTokensQuery, revokeApiToken } from "../../api/records.ts";
import { messages } from "../../messages.ts";
import { CreateToken } from "./create-token.tsx";

const t = messages.apiTokens;

/** API tokens: make one (shown once), see when they were used, revoke. */
export function ApiTokensPage(): ReactNode {
  const queryClient = useQueryClient();
  const tokens = useQuery(apiTokensQuery);
  const [isCreating, creating] = useDisclosure(false);
  const [revoking, setRevoking] = useState<ApiToken>();
  const refresh = () => queryClient.invalidateQueries({ queryKey: apiTokensQuery.queryKey });
  const create = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={creating.open}>
      {t.create}
    </Button>
  );
  return (
    <>
      <PageHeader title={t.title} description={t.description} actions={create} />
      <Paper style={{ overflow: "hidden" }}>
        <DataList
          label={t.title}
          rows={tokens.data}
          keyOf={(token) => token.id}
          error={tokens.error}
          onRetry={() => void tokens.refetch()}
          columns={tokenColumns(setRevoking)}
          empty={
            <EmptyState icon={<IconKey size={26} />} title={t.none}>
              {t.noneDetail}
            </EmptyState>
          }
        />
      </Paper>
      <CreateToken opened={isCreating} onClose={creating.close} onCreated={() => void refresh()} />
      <ConfirmAction
        opened={revoking !== undefined}
        onClose={() => setRevoking(undefined)}
        title={t.question(revoking?.name ?? "")}
        consequences={t.consequences}
        confirmLabel={t.confirm}
        onConfirm={async () => {
          if (revoking === undefined) return;
          await revokeApiToken(revoking.id);
          await refresh();
          notifyDone(t.revoked(revoking.name));
        }}
      />
    </>
  );
}

function tokenColumns(onRevoke: (token: ApiToken) => void): readonly Column<ApiToken>[] {
  return [
    {
      key: "name",
      header: t.name,
      render: (token) => (
        <Text size="sm" fw={600}>
          {token.name}
        </Text>
      ),
    },
    { key: "created", header: t.created, render: (token) => <Timestamp value={token.created} /> },
    { key: "lastUsed", header: t.lastUsed, render: (token) => <Timestamp value={token.lastUsed} never={t.never} /> },
    { key: "expires", header: t.expires, render: (token) => <Timestamp value={token.expiresAt} format="date" /> },
    {
      key: "revoke",
      header: t.revoke,
      isHeaderHidden: true,
      align: "right",
      width: 110,
      render: (token) => (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`${t.revoke} ${token.name}`}
          onClick={() => onRevoke(token)}
        >
          {t.revoke}
        </Button>
      ),
    },
  ];
}
