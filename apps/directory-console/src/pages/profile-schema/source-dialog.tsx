import { ErrorNotice, notifyDone } from "@lockstep/ui";
import { Button, Group, Modal, Radio, Select, Stack, Text, VisuallyHidden } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import {
  type AttributeMaster,
  changeMaster,
  profileSchemaQuery,
  type SchemaAttribute,
} from "../../api/profile-schema.ts";
import { profileSourcesQuery } from "../../api/profile-sources.ts";
import { messages } from "../../messages.ts";
import { OrderButtons, reordered } from "../../parts/order-buttons.tsx";
import { attributeTitle } from "./attribute-title.ts";

const t = messages.attributeSource;
const TYPES = ["PROFILE_MASTER", "OKTA", "OVERRIDE"] as const;

/** *Source priority* of one attribute: who has the last word on it, with what follows from each choice. */
export function SourceDialog(props: {
  attribute: SchemaAttribute;
  part: "base" | "custom";
  onClose: () => void;
}): ReactNode {
  const { attribute, part, onClose } = props;
  const queryClient = useQueryClient();
  const [type, setType] = useState<AttributeMaster["type"]>(attribute.master?.type ?? "PROFILE_MASTER");
  const [chosen, choose] = useState((attribute.master?.priority ?? []).map(({ value }) => value));
  const save = useMutation({
    mutationFn: () =>
      changeMaster(
        part,
        attribute,
        type === "OVERRIDE" ? { type, priority: chosen.map((value) => ({ type: "APP", value })) } : { type },
      ),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: profileSchemaQuery.queryKey });
      notifyDone(t.saved(attributeTitle(attribute)));
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t.title(attributeTitle(attribute))}
      closeButtonProps={{ "aria-label": messages.assignDialog.close }}
    >
      <Stack>
        {save.isError && <ErrorNotice title={t.failed(attributeTitle(attribute))} error={save.error} />}
        <Radio.Group
          aria-label={t.title(attributeTitle(attribute))}
          value={type}
          onChange={(value) => setType(TYPES.find((known) => known === value) ?? "PROFILE_MASTER")}
        >
          <Stack gap="sm">
            {TYPES.map((value) => (
              <Radio key={value} value={value} label={t.choices[value].label} description={t.choices[value].detail} />
            ))}
          </Stack>
        </Radio.Group>
        {type === "OVERRIDE" && <OwnOrder appIds={chosen} onChange={choose} />}
        <Text size="sm" c="dimmed">
          {t.consequence}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {messages.actions.cancel}
          </Button>
          <Button
            disabled={type === "OVERRIDE" && chosen.length === 0}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            {messages.actions.save}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** The apps of an attribute's own choice, the first counts most. */
function OwnOrder(props: { appIds: readonly string[]; onChange: (appIds: string[]) => void }): ReactNode {
  const { appIds } = props;
  const sources = useQuery(profileSourcesQuery);
  const [said, say] = useState("");
  const labels = new Map((sources.data ?? []).map(({ id, label }) => [id, label]));
  const labelOf = (id: string) => labels.get(id) ?? id;
  const free = (sources.data ?? []).filter(({ id }) => !appIds.includes(id));
  return (
    <Stack gap="xs" pl="xl">
      {appIds.map((id, place) => (
        <Group key={id} gap="sm" wrap="nowrap">
          <OrderButtons
            name={labelOf(id)}
            place={place}
            count={appIds.length}
            onMove={(to) => {
              props.onChange([...reordered(appIds, place, to)]);
              say(messages.profileSources.moved(labelOf(id), to + 1, appIds.length));
            }}
          />
          <Text size="sm" fw={600} flex={1}>
            {labelOf(id)}
          </Text>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t.removeLabel(labelOf(id))}
            onClick={() => props.onChange(appIds.filter((other) => other !== id))}
          >
            {messages.profileSchema.remove}
          </Button>
        </Group>
      ))}
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      <Select
        aria-label={t.add}
        placeholder={free.length === 0 ? t.noneFree : t.add}
        maw={320}
        disabled={free.length === 0}
        leftSection={<IconPlus size={14} aria-hidden />}
        data={free.map(({ id, label }) => ({ value: id, label }))}
        value={null}
        onChange={(id) => {
          if (id !== null) props.onChange([...appIds, id]);
        }}
      />
    </Stack>
  );
}
