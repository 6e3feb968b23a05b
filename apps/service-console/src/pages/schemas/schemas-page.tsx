import type { ResourceTypeResource, SchemaResource } from "@lockstep/service-app/contract";
import { BreakablePath, type Column, DataList, PageStack, Section } from "@lockstep/ui";
import { Anchor, Badge, Button, Stack } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type DefinitionKind, resourceTypesQuery, schemasQuery } from "../../api/definitions.ts";
import { messages } from "../../messages.ts";
import { DefinitionDrawer } from "./definition-drawer.tsx";
import { RestoredIds } from "./restored-ids.tsx";

const route = getRouteApi("/signed-in/provisioning/schemas");
const t = messages.schemas;

/** A definition with where it comes from. */
type Row<Item> = Item & { readonly isOwn: boolean };

/** What can be provisioned: the service's own resource types and schemas, and those of the account. */
export function SchemasPage(): ReactNode {
  const { type, schema } = route.useSearch();
  const navigate = route.useNavigate();
  const types = useQuery(resourceTypesQuery);
  const schemas = useQuery(schemasQuery);
  const open = (kind: DefinitionKind, id: string) =>
    void navigate({ search: kind === "schemas" ? { schema: id } : { type: id }, resetScroll: false });
  const close = () => void navigate({ search: {}, resetScroll: false });
  return (
    <PageStack>
      <Section
        title={t.types}
        description={t.typesDetail}
        isFlush
        actions={<AddButton label={t.addType} onClick={() => open("resource-types", "new")} />}
      >
        <DataList
          label={t.types}
          columns={typeColumns((id) => open("resource-types", id))}
          rows={rowsOf(types.data)}
          keyOf={(row) => row.name}
          error={types.error}
          onRetry={() => void types.refetch()}
          empty={null}
        />
      </Section>
      <Section
        title={t.schemas}
        description={t.schemasDetail}
        isFlush
        actions={<AddButton label={t.addSchema} onClick={() => open("schemas", "new")} />}
      >
        <DataList
          label={t.schemas}
          columns={schemaColumns((id) => open("schemas", id))}
          rows={rowsOf(schemas.data)}
          keyOf={(row) => row.id}
          error={schemas.error}
          onRetry={() => void schemas.refetch()}
          empty={null}
        />
      </Section>
      <RestoredIds />
      <DefinitionDrawer kind="resource-types" id={type} definitions={types.data} onClose={close} />
      <DefinitionDrawer kind="schemas" id={schema} definitions={schemas.data} onClose={close} />
    </PageStack>
  );
}

function AddButton({ label, onClick }: { label: string; onClick: () => void }): ReactNode {
  return (
    <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={onClick}>
      {label}
    </Button>
  );
}

function rowsOf<Item extends object>(
  list: { readonly items: readonly Item[]; readonly inherited: readonly Item[] } | undefined,
): readonly Row<Item>[] | undefined {
  if (list === undefined) return undefined;
  return [
    ...list.items.map((item) => ({ ...item, isOwn: true })),
    ...list.inherited.map((item) => ({ ...item, isOwn: false })),
  ];
}

function nameButton(name: string, isOwn: boolean, onOpen: () => void): ReactNode {
  return (
    <Anchor
      component="button"
      type="button"
      size="sm"
      fw={600}
      ta="left"
      onClick={onOpen}
      aria-label={isOwn ? t.editOf(name) : t.showOf(name)}
    >
      {name}
    </Anchor>
  );
}

function origin(isOwn: boolean): ReactNode {
  return isOwn ? <Badge>{t.own}</Badge> : <Badge variant="default">{t.inherited}</Badge>;
}

function typeColumns(onOpen: (id: string) => void): readonly Column<Row<ResourceTypeResource>>[] {
  return [
    { key: "name", header: t.name, render: (row) => nameButton(row.name, row.isOwn, () => onOpen(row.name)) },
    { key: "endpoint", header: t.endpoint, render: (row) => <code>{row.endpoint}</code> },
    {
      key: "schema",
      header: t.schemas,
      render: (row) => (
        <Stack gap={2}>
          {[row.schema, ...(row.schemaExtensions ?? []).map((extension) => extension.schema)].map((urn) => (
            <code key={urn} style={{ overflowWrap: "anywhere", fontSize: "0.75rem" }}>
              <BreakablePath path={urn} />
            </code>
          ))}
        </Stack>
      ),
    },
    { key: "origin", header: t.origin, width: 140, render: (row) => origin(row.isOwn) },
  ];
}

function schemaColumns(onOpen: (id: string) => void): readonly Column<Row<SchemaResource>>[] {
  return [
    { key: "name", header: t.name, render: (row) => nameButton(row.name ?? row.id, row.isOwn, () => onOpen(row.id)) },
    {
      key: "id",
      header: t.id,
      render: (row) => (
        <code style={{ overflowWrap: "anywhere", fontSize: "0.75rem" }}>
          <BreakablePath path={row.id} />
        </code>
      ),
    },
    {
      key: "attributes",
      header: t.attributes,
      width: 140,
      render: (row) => t.attributeCount(row.attributes.length),
    },
    { key: "origin", header: t.origin, width: 140, render: (row) => origin(row.isOwn) },
  ];
}
