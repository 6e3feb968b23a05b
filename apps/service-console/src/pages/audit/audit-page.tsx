import type { AuditRecord } from "@lockstep/service-app/contract";
import { Address, CodeBlock, type Column, Facts, FilterBar, PageHeader, present, Timestamp } from "@lockstep/ui";
import { Anchor, Button, Code, Select, Skeleton, Stack, Title } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { auditQuery } from "../../api/records.ts";
import { userQuery } from "../../api/users.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";
import { RecordList } from "../../parts/record-list.tsx";
import { AUDIT_ACTIONS } from "../../search-choices.ts";

const route = getRouteApi("/signed-in/audit");
const t = messages.audit;
const ALL = "all";

/** Who did what, the newest first. */
export function AuditPage(): ReactNode {
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const audit = useQuery(auditQuery(filters));
  const [shown, show] = useState<AuditRecord>();
  return (
    <>
      <PageHeader title={t.title} description={t.description} />
      <RecordList
        label={t.title}
        filters={
          <FilterBar label={messages.actions.search}>
            <Select
              aria-label={t.action}
              w={{ base: "100%", xs: 220 }}
              data={[
                { value: ALL, label: t.anyAction },
                ...AUDIT_ACTIONS.map((value) => ({ value, label: t.actions[value] })),
              ]}
              value={filters.action ?? ALL}
              onChange={(value) => {
                const action = AUDIT_ACTIONS.find((each) => each === value);
                void navigate({
                  search: ({ action: _action, after: _after, ...rest }) =>
                    action === undefined ? rest : { ...rest, action },
                });
              }}
            />
            {(filters.subjectId !== undefined ||
              filters.actorUserId !== undefined ||
              filters.traceId !== undefined) && (
              <Button variant="default" onClick={() => void navigate({ search: {} })}>
                {messages.actions.clear}
              </Button>
            )}
          </FilterBar>
        }
        columns={columns(show)}
        rows={audit}
        keyOf={keyOf}
        after={filters.after}
        next={audit.data?.cursor}
        onPage={(after) => void navigate({ search: ({ after: _after, ...rest }) => present({ ...rest, after }) })}
        isFiltered
        onClear={() => void navigate({ search: {} })}
        words={t}
        icon={<IconHistory size={26} />}
      />
      <DetailDrawer
        opened={shown !== undefined}
        onClose={() => show(undefined)}
        closeLabel={t.close}
        title={shown?.action ?? ""}
      >
        {shown !== undefined && <AuditDetail entry={shown} />}
      </DetailDrawer>
    </>
  );
}

/** Entries have no id of their own; no two are alike in all of this. */
function keyOf({ occurredAt, action, subjectId, traceId, detail }: AuditRecord): string {
  return [occurredAt, action, subjectId, traceId, JSON.stringify(detail)].join(" ");
}

function columns(onShow: (entry: AuditRecord) => void): readonly Column<AuditRecord>[] {
  return [
    {
      key: "action",
      header: t.action,
      render: (row) => (
        <Anchor component="button" type="button" size="sm" fw={600} ta="left" onClick={() => onShow(row)}>
          {row.action}
        </Anchor>
      ),
    },
    { key: "subject", header: t.subject, render: (row) => <Subject entry={row} /> },
    { key: "actor", header: t.actor, render: (row) => <Person id={row.actorUserId} /> },
    { key: "time", header: t.time, width: 190, render: (row) => <Timestamp value={row.occurredAt} format="seconds" /> },
  ];
}

/** What the deed was about: a user by name, another resource by its name in the states, or the id. */
function Subject({ entry }: { entry: AuditRecord }): ReactNode {
  const { subjectType, subjectId } = entry;
  const state = isRecord(entry.after) ? entry.after : isRecord(entry.before) ? entry.before : {};
  const name = [state["userName"], state["displayName"], state["name"], state["url"]].find(
    (value): value is string => typeof value === "string",
  );
  if (name === undefined && subjectId !== null && /^(user|session|resetLink)\./.test(entry.action)) {
    return <Person id={subjectId} />;
  }
  const label = name ?? subjectId ?? "–";
  if (subjectId !== null && subjectType === "User" && entry.action !== "resource.removed") {
    return (
      <AnchorLink to="/users/$userId" params={{ userId: subjectId }} size="sm">
        <Address value={label} />
      </AnchorLink>
    );
  }
  return <span style={{ overflowWrap: "anywhere" }}>{label}</span>;
}

/** A user by name; the id where there is no such user any more. */
function Person({ id }: { id: string | null }): ReactNode {
  const isUser = id !== null && !/^0{8}-/.test(id);
  const user = useQuery({ ...userQuery(id ?? ""), enabled: isUser, staleTime: 60_000, retry: false });
  if (!isUser) return t.nobody;
  if (user.isPending) return <Skeleton height={12} my={4} width={120} />;
  if (user.data === undefined) return <span style={{ overflowWrap: "anywhere" }}>{id}</span>;
  return (
    <AnchorLink to="/users/$userId" params={{ userId: id }} size="sm">
      {user.data.displayName}
    </AnchorLink>
  );
}

function AuditDetail({ entry }: { entry: AuditRecord }): ReactNode {
  const states = [
    { title: t.before, state: entry.before },
    { title: t.after, state: entry.after },
    { title: t.more, state: entry.detail },
  ];
  return (
    <Stack gap="lg">
      <Facts
        items={[
          { label: t.subject, value: <Subject entry={entry} /> },
          { label: t.actor, value: <Person id={entry.actorUserId} /> },
          { label: t.time, value: <Timestamp value={entry.occurredAt} format="seconds" /> },
          {
            label: messages.events.trace,
            value: entry.traceId === null ? null : <Code style={{ overflowWrap: "anywhere" }}>{entry.traceId}</Code>,
          },
        ]}
      />
      {states
        .filter(({ state }) => isRecord(state) && Object.keys(state).length > 0)
        .map(({ title, state }) => (
          <Stack key={title} gap="xs" component="section">
            <Title order={3}>{title}</Title>
            <CodeBlock label={title} text={JSON.stringify(state, null, 2)} />
          </Stack>
        ))}
    </Stack>
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
