import type { ProfileSource } from "@lockstep/directory-app/contract";
import { type Column, ConfirmAction, DataList, EmptyState, notifyDone, PageHeader, Section } from "@lockstep/ui";
import { Button, Group, Text, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowBackUp, IconDatabaseImport } from "@tabler/icons-react";
import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { importMappingsQuery } from "../../api/inbound.ts";
import { profileSchemaQuery } from "../../api/profile-schema.ts";
import { orderProfileSources, profileSourcesQuery } from "../../api/profile-sources.ts";
import { useRights } from "../../api/session.ts";
import { AnchorLink, ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { OrderButtons, reordered } from "../../parts/order-buttons.tsx";
import { type HandOver, handOvers, type MappedSource } from "./last-word.ts";

const t = messages.profileSources;
const NONE: readonly ProfileSource[] = [];

/** *Profile sources*: the order of the apps that source people, with what another order would change before it is saved. */
export function ProfileSourcesPage(): ReactNode {
  const sources = useQuery(profileSourcesQuery);
  const saved = useMappedSources(sources.data ?? NONE);
  const titles = useAttributeTitles();
  const { changesDirectory } = useRights();
  const [draft, setDraft] = useState<readonly string[]>();
  const [former, setFormer] = useState<readonly string[]>();
  const [said, say] = useState("");
  const [isConfirming, confirming] = useDisclosure(false);
  const store = useOrder();
  const items = draft === undefined ? saved : inOrder(saved, draft);
  const isChanged = items.some(({ id }, place) => id !== saved[place]?.id);
  const move = (from: number, to: number) => {
    setDraft(reordered(items, from, to).map(({ id }) => id));
    setFormer(undefined);
    say(t.moved(items[from]?.label ?? "", to + 1, items.length));
  };
  return (
    <>
      <PageHeader title={t.title} description={t.description} />
      <Section title={t.order} description={t.orderDetail} isFlush>
        <DataList
          label={t.title}
          rows={sources.data === undefined ? undefined : items}
          keyOf={({ id }) => id}
          error={sources.error}
          onRetry={() => void sources.refetch()}
          columns={columnsOf({ items, titles: titles.names, onMove: changesDirectory ? move : undefined })}
          empty={
            <EmptyState
              icon={<IconDatabaseImport size={26} />}
              title={t.none}
              actions={
                <ButtonLink to="/applications" variant="default">
                  {messages.applications.title}
                </ButtonLink>
              }
            >
              {t.noneDetail}
            </EmptyState>
          }
        />
        <VisuallyHidden role="status">{said}</VisuallyHidden>
        {isChanged && (
          <Bar text={t.unsaved}>
            <Button size="xs" onClick={confirming.open}>
              {t.save}
            </Button>
            <Button size="xs" variant="default" onClick={() => setDraft(undefined)}>
              {messages.actions.cancel}
            </Button>
          </Bar>
        )}
        {!isChanged && former !== undefined && (
          <Bar text={t.saved}>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconArrowBackUp size={14} aria-hidden />}
              onClick={() => {
                setDraft(former);
                setFormer(undefined);
                confirming.open();
              }}
            >
              {t.undo}
            </Button>
          </Bar>
        )}
      </Section>
      <ConfirmAction
        opened={isConfirming}
        onClose={confirming.close}
        title={t.question}
        consequences={consequencesOf(handOvers(saved, items, titles.ordered), titles.names)}
        confirmLabel={t.confirm}
        isHarmless
        onConfirm={async () => {
          const before = saved.map(({ id }) => id);
          await store(items.map(({ id }) => id));
          setDraft(undefined);
          setFormer(before);
          notifyDone(t.saved);
        }}
      />
    </>
  );
}

function columnsOf(props: {
  items: readonly MappedSource[];
  titles: ReadonlyMap<string, string>;
  onMove: ((from: number, to: number) => void) | undefined;
}): readonly Column<MappedSource>[] {
  const { items, titles, onMove } = props;
  return [
    {
      key: "place",
      header: messages.order.place,
      width: 130,
      render: (source) => {
        const place = items.indexOf(source);
        if (onMove === undefined) return place + 1;
        return (
          <OrderButtons name={source.label} place={place} count={items.length} onMove={(to) => onMove(place, to)} />
        );
      },
    },
    {
      key: "app",
      header: t.app,
      render: ({ id, label }) => (
        <AnchorLink to="/applications/$appId/provisioning/to-directory" params={{ appId: id }} fw={600} size="sm">
          {label}
        </AnchorLink>
      ),
    },
    {
      key: "attributes",
      header: t.attributes,
      render: ({ attributes }) => attributes.map((name) => titles.get(name) ?? name).join(", "),
    },
  ];
}

function Bar({ text, children }: { text: string; children: ReactNode }): ReactNode {
  return (
    <Group
      px="lg"
      py="sm"
      gap="sm"
      style={{ borderTop: "1px solid var(--mantine-color-default-border)", background: "var(--console-subtle)" }}
    >
      <Text size="sm" fw={600} role="status">
        {text}
      </Text>
      {children}
    </Group>
  );
}

function consequencesOf(changes: readonly HandOver[], titles: ReadonlyMap<string, string>): readonly string[] {
  return [
    ...changes.map(({ from, to, attributes }) =>
      attributes.length === 0
        ? t.nothingPasses(from, to)
        : t.passes(from, to, attributes.map((name) => titles.get(name) ?? name).join(", ")),
    ),
    t.status,
    t.compared,
  ];
}

/** The sources with what each of them maps, once that is known. */
function useMappedSources(sources: readonly ProfileSource[]): readonly MappedSource[] {
  const mappings = useQueries({ queries: sources.map(({ id }) => importMappingsQuery(id)) });
  return sources.map((source, index) => ({
    ...source,
    // The login of a new person comes from the app's user name format, so each source fills it.
    attributes: ["login", ...(mappings[index]?.data ?? []).map(({ attribute }) => attribute)],
  }));
}

/** The names of attributes on screen, and which of them follow the order of the apps. */
function useAttributeTitles() {
  const schema = useQuery(profileSchemaQuery);
  const attributes = [...(schema.data?.base ?? []), ...(schema.data?.custom ?? [])];
  return {
    names: new Map(attributes.map(({ name, title }) => [name, title])),
    ordered: new Set(
      attributes
        .filter(({ master }) => master === undefined || master.type === "PROFILE_MASTER")
        .map(({ name }) => name),
    ),
  };
}

function useOrder() {
  const queryClient = useQueryClient();
  return async (appIds: readonly string[]) => {
    queryClient.setQueryData(profileSourcesQuery.queryKey, await orderProfileSources(appIds));
  };
}

function inOrder(sources: readonly MappedSource[], ids: readonly string[]): readonly MappedSource[] {
  return sources.toSorted((left, right) => ids.indexOf(left.id) - ids.indexOf(right.id));
}
