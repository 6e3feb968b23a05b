import { CodeBlock, ConfirmAction, ErrorNotice, notifyDone } from "@lockstep/ui";
import { Button, Group, JsonInput, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type DefinitionKind, removeDefinition, saveDefinition } from "../../api/definitions.ts";
import { messages } from "../../messages.ts";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";

const t = messages.schemas;

/** What a new definition begins with. */
const EXAMPLES: Readonly<Record<DefinitionKind, object>> = {
  schemas: {
    id: "urn:example:schemas:extension:badge:2.0:User",
    name: "Badge",
    attributes: [{ name: "badgeNumber", type: "string" }],
  },
  "resource-types": {
    id: "Device",
    name: "Device",
    endpoint: "/Devices",
    schema: "urn:example:schemas:device:2.0:Device",
  },
};

interface Definition {
  readonly id?: string;
  readonly name?: string;
}

/** One definition as JSON: to be read when the service brings it, to be changed when the account does. `new` adds one. */
export function DefinitionDrawer(props: {
  readonly kind: DefinitionKind;
  readonly id: string | undefined;
  readonly definitions:
    | { readonly items: readonly Definition[]; readonly inherited: readonly Definition[] }
    | undefined;
  readonly onClose: () => void;
}): ReactNode {
  const { kind, id, definitions } = props;
  const isIt = (each: Definition) => (kind === "schemas" ? each.id : each.name) === id;
  const own = definitions?.items.find(isIt);
  const inherited = definitions?.inherited.find(isIt);
  const isNew = id === "new";
  const shown = own ?? inherited;
  const title = isNew ? (kind === "schemas" ? t.addSchema : t.addType) : (shown?.name ?? id ?? "");
  return (
    <DetailDrawer
      opened={id !== undefined && (isNew || shown !== undefined)}
      onClose={props.onClose}
      closeLabel={t.close}
      title={title}
    >
      {isNew || own !== undefined ? (
        <DefinitionEditor key={id} kind={kind} definition={own} onClose={props.onClose} />
      ) : (
        <CodeBlock label={t.json} text={JSON.stringify(inherited, null, 2)} />
      )}
    </DetailDrawer>
  );
}

function DefinitionEditor(props: {
  readonly kind: DefinitionKind;
  readonly definition: Definition | undefined;
  readonly onClose: () => void;
}): ReactNode {
  const { kind, definition, onClose } = props;
  const queryClient = useQueryClient();
  const id = kind === "schemas" ? definition?.id : definition?.name;
  const name = definition?.name ?? id ?? "";
  const [text, setText] = useState(JSON.stringify(definition ?? EXAMPLES[kind], null, 2));
  const [isAsking, ask] = useState(false);
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: ["schemas"] }),
      queryClient.invalidateQueries({ queryKey: ["resource-types"] }),
    ]);
  const save = useMutation({
    mutationFn: (definitionText: string) => saveDefinition(kind, id, JSON.parse(definitionText)),
    onSuccess: async (saved) => {
      await refresh();
      notifyDone(t.saved((saved as Definition).name ?? (saved as Definition).id ?? name));
      onClose();
    },
  });
  const isValid = isJson(text);
  return (
    <Stack>
      {save.isError && <ErrorNotice title={t.failed} error={save.error} />}
      <JsonInput
        label={t.json}
        description={t.jsonDetail}
        value={text}
        onChange={setText}
        error={isValid ? null : t.invalidJson}
        autosize
        minRows={12}
        maxRows={32}
        spellCheck={false}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "0.8125rem" } }}
      />
      <Group justify="space-between">
        <Button loading={save.isPending} disabled={!isValid} onClick={() => save.mutate(text)}>
          {t.save}
        </Button>
        {definition !== undefined && (
          <Button variant="default" c="var(--tone-bad)" onClick={() => ask(true)}>
            {t.remove}
          </Button>
        )}
      </Group>
      <ConfirmAction
        opened={isAsking}
        onClose={() => ask(false)}
        title={t.removeTitle(name)}
        consequences={t.removeConsequences}
        confirmLabel={t.removeConfirm}
        onConfirm={async () => {
          await removeDefinition(kind, id ?? "");
          await refresh();
          notifyDone(t.removed(name));
          onClose();
        }}
      />
    </Stack>
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
