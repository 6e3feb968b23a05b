import type { Administrator } from "@lockstep/directory-app/contract";
import { type Column, DataList, EmptyState, PageHeader, StatusBadge, Timestamp, type Tone } from "@lockstep/ui";
import { Button, Paper, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconShield } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { administratorsQuery } from "../../api/administration.ts";
import { appsQuery } from "../../api/apps.ts";
import { useRights, useSession } from "../../api/session.ts";
import { messages } from "../../messages.ts";
import { ShownOnce } from "../../parts/shown-once.tsx";
import { AdministratorActions } from "./administrator-actions.tsx";
import { AdministratorDialog } from "./administrator-dialog.tsx";

const t = messages.administrators;
const TONES: Readonly<Record<Administrator["status"], Tone>> = {
  ACTIVE: "good",
  INACTIVE: "neutral",
  INVITED: "warning",
};

/** A link that was just made, and for whom. */
export interface MadeLink {
  readonly name: string;
  readonly url: string;
}

/** Who administers the directory: roles, limits, status; invited and changed here by super administrators. */
export function AdministratorsPage(): ReactNode {
  const administrators = useQuery(administratorsQuery);
  const { changesDirectory } = useRights();
  const [isInviting, inviting] = useDisclosure(false);
  const [editing, edit] = useState<Administrator>();
  const [link, setLink] = useState<MadeLink>();
  const columns = useColumns();
  const actions: Column<Administrator> = {
    key: "actions",
    header: messages.personActions.menu,
    isHeaderHidden: true,
    align: "right",
    width: 70,
    render: (administrator) => (
      <AdministratorActions administrator={administrator} onEdit={() => edit(administrator)} onLink={setLink} />
    ),
  };
  return (
    <>
      <PageHeader
        title={t.title}
        description={t.description}
        actions={
          changesDirectory && (
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={inviting.open}>
              {t.invite}
            </Button>
          )
        }
      />
      <Paper style={{ overflow: "hidden" }}>
        <DataList
          label={t.title}
          columns={changesDirectory ? [...columns, actions] : columns}
          rows={administrators.data}
          keyOf={({ id }) => id}
          error={administrators.error}
          onRetry={() => void administrators.refetch()}
          empty={<EmptyState icon={<IconShield size={26} />} title={t.none} />}
        />
      </Paper>
      <AdministratorDialog
        key={editing?.id ?? "new"}
        administrator={editing}
        opened={isInviting || editing !== undefined}
        onClose={() => {
          inviting.close();
          edit(undefined);
        }}
        onLink={setLink}
      />
      <ShownOnce
        title={t.invited}
        value={link?.url}
        label={t.link(link?.name ?? "")}
        description={t.linkDetail}
        done={t.passedOn}
        onClose={() => setLink(undefined)}
      />
    </>
  );
}

function useColumns(): readonly Column<Administrator>[] {
  const session = useSession();
  const apps = useQuery(appsQuery);
  const labelOf = (id: string) => apps.data?.find((app) => app.id === id)?.label ?? id;
  return [
    {
      key: "name",
      header: t.name,
      render: ({ id, name, login }) => (
        <div>
          <Text size="sm" fw={600}>
            {name}
            {id === session.id && ` (${t.you})`}
          </Text>
          <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {login}
          </Text>
        </div>
      ),
    },
    {
      key: "role",
      header: t.role,
      render: ({ role, appIds }) => (
        <div>
          <Text size="sm">{messages.roles[role].label}</Text>
          {role === "APP_ADMIN" && (
            <Text size="xs" c="dimmed">
              {appIds === null ? t.allApps : appIds.map(labelOf).join(", ") || "–"}
            </Text>
          )}
        </div>
      ),
    },
    {
      key: "status",
      header: t.status,
      width: 150,
      render: ({ status }) => <StatusBadge tone={TONES[status]} label={t.statuses[status]} />,
    },
    {
      key: "lastSignIn",
      header: t.lastSignIn,
      width: 190,
      render: ({ lastSignIn }) => <Timestamp value={lastSignIn} never={t.never} />,
    },
  ];
}
