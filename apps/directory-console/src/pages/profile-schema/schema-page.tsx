import {
  type Column,
  ConfirmAction,
  DataList,
  EmptyState,
  notifyDone,
  PageHeader,
  PageStack,
  Section,
} from "@lockstep/ui";
import { Button, Code, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconForms, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { changeAttribute, profileSchemaQuery, type SchemaAttribute } from "../../api/profile-schema.ts";
import { profileSourcesQuery } from "../../api/profile-sources.ts";
import { useRights } from "../../api/session.ts";
import { messages } from "../../messages.ts";
import { AttributeDialog } from "./attribute-dialog.tsx";
import { attributeTitle } from "./attribute-title.ts";
import { SourceDialog } from "./source-dialog.tsx";

const t = messages.profileSchema;
const source = messages.attributeSource;

const columns: readonly Column<SchemaAttribute>[] = [
  {
    key: "attribute",
    header: t.attribute,
    render: (attribute) => (
      <div>
        <Text size="sm" fw={600}>
          {attributeTitle(attribute)}
        </Text>
        {attribute.description !== undefined && (
          <Text size="xs" c="dimmed">
            {attribute.description}
          </Text>
        )}
      </div>
    ),
  },
  { key: "name", header: t.variable, render: ({ name }) => <Code fz={12}>{`user.${name}`}</Code> },
  { key: "type", header: t.type, width: 110, render: typeWords },
  { key: "rules", header: t.rules, render: (attribute) => ruleWords(attribute) || "–" },
];

/** The attributes of people: the directory's own can be added, changed and removed. */
export function SchemaPage(): ReactNode {
  const schema = useQuery(profileSchemaQuery);
  const { changesDirectory } = useRights();
  const [isAdding, adding] = useDisclosure(false);
  const [editing, edit] = useState<SchemaAttribute>();
  const [removing, setRemoving] = useState<SchemaAttribute>();
  const [sourcing, setSourcing] = useState<SchemaAttribute>();
  const isOwn = (attribute: SchemaAttribute) =>
    schema.data?.custom.some(({ name }) => name === attribute.name) === true;
  const shown = [...columns, useLastWord()];
  const queryClient = useQueryClient();
  const add = changesDirectory && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={adding.open}>
      {t.add}
    </Button>
  );
  const actions: Column<SchemaAttribute> = {
    key: "actions",
    header: t.remove,
    isHeaderHidden: true,
    align: "right",
    render: (attribute) => (
      <Group gap={6} justify="flex-end" wrap="nowrap">
        <RowButton label={source.change(attributeTitle(attribute))} onClick={() => setSourcing(attribute)}>
          {source.button}
        </RowButton>
        {isOwn(attribute) && (
          <>
            <RowButton label={t.edit(attributeTitle(attribute))} onClick={() => edit(attribute)}>
              {messages.actions.edit}
            </RowButton>
            <RowButton label={t.removeLabel(attributeTitle(attribute))} onClick={() => setRemoving(attribute)}>
              {t.remove}
            </RowButton>
          </>
        )}
      </Group>
    ),
  };
  return (
    <>
      <PageHeader title={t.title} description={t.description} actions={add} />
      <PageStack>
        <Section title={t.custom} isFlush>
          <DataList
            label={t.custom}
            columns={changesDirectory ? [...shown, actions] : shown}
            rows={schema.data?.custom}
            keyOf={({ name }) => name}
            error={schema.error}
            onRetry={() => void schema.refetch()}
            empty={
              <EmptyState icon={<IconForms size={26} />} title={t.none}>
                {t.noneDetail}
              </EmptyState>
            }
          />
        </Section>
        <Section title={t.base} description={t.baseDetail} isFlush>
          <DataList
            label={t.base}
            columns={changesDirectory ? [...shown, actions] : shown}
            rows={schema.data?.base}
            keyOf={({ name }) => name}
            error={schema.error}
            empty={null}
          />
        </Section>
      </PageStack>
      <AttributeDialog
        key={editing?.name ?? "new"}
        attribute={editing}
        opened={isAdding || editing !== undefined}
        onClose={() => {
          adding.close();
          edit(undefined);
        }}
      />
      {sourcing !== undefined && (
        <SourceDialog
          attribute={sourcing}
          part={isOwn(sourcing) ? "custom" : "base"}
          onClose={() => setSourcing(undefined)}
        />
      )}
      <ConfirmAction
        opened={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        title={t.removeQuestion(removing?.title ?? "")}
        consequences={t.removeConsequences}
        confirmLabel={t.removeConfirm}
        onConfirm={async () => {
          if (removing === undefined) return;
          await changeAttribute(removing.name, null);
          await queryClient.invalidateQueries({ queryKey: profileSchemaQuery.queryKey });
          notifyDone(t.removed(removing.title));
        }}
      />
    </>
  );
}

/** The column that says whose word is the last on an attribute. */
function useLastWord(): Column<SchemaAttribute> {
  const { readsEverything } = useRights();
  const sources = useQuery({ ...profileSourcesQuery, enabled: readsEverything });
  const labels = new Map((sources.data ?? []).map(({ id, label }) => [id, label]));
  return {
    key: "source",
    header: source.column,
    render: ({ master }) =>
      master?.type === "OVERRIDE"
        ? (master.priority ?? []).map(({ value }) => labels.get(value) ?? value).join(", ")
        : source.words[master?.type ?? "PROFILE_MASTER"],
  };
}

function RowButton(props: { label: string; onClick: () => void; children: string }): ReactNode {
  return (
    <Button size="compact-sm" variant="default" aria-label={props.label} onClick={props.onClick}>
      {props.children}
    </Button>
  );
}

function typeWords({ type, items }: SchemaAttribute): string {
  const name = t.types[type] ?? type;
  return type === "array" ? t.listOf(t.types[items?.type ?? "string"] ?? "") : name;
}

function ruleWords(attribute: SchemaAttribute): string {
  const { required, unique, mutability, minLength, maxLength, enum: choices } = attribute;
  return [
    required === true ? t.required : "",
    unique === undefined || unique === "NOT_UNIQUE" ? "" : t.unique,
    mutability === "READ_ONLY" ? t.readOnly : "",
    minLength === undefined && maxLength === undefined ? "" : t.length(minLength ?? undefined, maxLength ?? undefined),
    choices === undefined || choices.length === 0 ? "" : t.choices(choices.join(", ")),
  ]
    .filter((words) => words !== "")
    .join(" · ");
}
