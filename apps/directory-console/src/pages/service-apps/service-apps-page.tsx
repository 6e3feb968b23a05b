import type { ServiceApp } from "@lockstep/directory-app/contract";
import { type Column, DataList, EmptyState, PageHeader, StatusBadge, Timestamp } from "@lockstep/ui";
import { Button, Code, Paper, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconRobot } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { serviceAppsQuery } from "../../api/administration.ts";
import { useRights } from "../../api/session.ts";
import { messages } from "../../messages.ts";
import { ShownOnce } from "../../parts/shown-once.tsx";
import { RegisterServiceApp } from "./register-service-app.tsx";
import { ServiceAppActions } from "./service-app-actions.tsx";

const t = messages.serviceApps;

/** A secret that was just made, and whose. */
export interface MadeSecret {
  readonly name: string;
  readonly clientId: string;
  readonly secret: string;
}

const columns: readonly Column<ServiceApp>[] = [
  {
    key: "name",
    header: t.name,
    render: ({ name, clientId }) => (
      <div>
        <Text size="sm" fw={600}>
          {name}
        </Text>
        <Code fz={11}>{clientId}</Code>
      </div>
    ),
  },
  {
    key: "scopes",
    header: t.scopes,
    render: ({ scopes }) => (
      <Text size="xs" style={{ overflowWrap: "anywhere" }}>
        {scopes.join(", ")}
      </Text>
    ),
  },
  {
    key: "status",
    header: t.status,
    width: 110,
    render: ({ status }) => <StatusBadge tone={status === "ACTIVE" ? "good" : "neutral"} label={t.statuses[status]} />,
  },
  {
    key: "lastUsed",
    header: t.lastUsed,
    width: 190,
    render: ({ lastUsed }) => <Timestamp value={lastUsed} never={t.never} />,
  },
];

/** OAuth clients that act by themselves: registered, switched off, given another secret, removed. */
export function ServiceAppsPage(): ReactNode {
  const apps = useQuery(serviceAppsQuery);
  const { changesDirectory } = useRights();
  const [isRegistering, registering] = useDisclosure(false);
  const [made, setMade] = useState<MadeSecret>();
  const register = changesDirectory && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={registering.open}>
      {t.create}
    </Button>
  );
  const actions: Column<ServiceApp> = {
    key: "actions",
    header: messages.personActions.menu,
    isHeaderHidden: true,
    align: "right",
    width: 70,
    render: (app) => <ServiceAppActions app={app} onSecret={setMade} />,
  };
  return (
    <>
      <PageHeader title={t.title} description={t.description} actions={register} />
      <Paper style={{ overflow: "hidden" }}>
        <DataList
          label={t.title}
          columns={changesDirectory ? [...columns, actions] : columns}
          rows={apps.data}
          keyOf={({ clientId }) => clientId}
          error={apps.error}
          onRetry={() => void apps.refetch()}
          empty={
            <EmptyState icon={<IconRobot size={26} />} title={t.none} actions={register}>
              {t.noneDetail}
            </EmptyState>
          }
        />
      </Paper>
      <RegisterServiceApp opened={isRegistering} onClose={registering.close} onSecret={setMade} />
      <ShownOnce
        title={made?.name ?? ""}
        note={t.shownOnce}
        value={made?.secret}
        label={t.secret}
        description={t.usage}
        isSecret
        done={t.done}
        onClose={() => setMade(undefined)}
      >
        <Text size="sm">
          {t.clientId}: <Code>{made?.clientId}</Code>
        </Text>
      </ShownOnce>
    </>
  );
}
