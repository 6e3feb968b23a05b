import { ErrorNotice, fieldMessages, notifyDone } from "@lockstep/ui";
import { Button, Group, Modal, Skeleton, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type AppGroup, updateAppGroup } from "../../api/assignments.ts";
import { mappingsQuery } from "../../api/mappings.ts";
import { messages } from "../../messages.ts";
import { changedValues, textOf } from "./given-values.ts";
import { ValueFields } from "./value-fields.tsx";

const t = messages.assignmentValues;

/** Values that a group gives to its people in the app. */
export function EditGroupDialog(props: {
  appId: string;
  group: AppGroup;
  name: string;
  onClose: () => void;
}): ReactNode {
  const { appId, group } = props;
  const queryClient = useQueryClient();
  const mappings = useQuery(mappingsQuery(appId));
  const attributes = mappings.data?.attributes ?? [];
  const before = new Map(Object.entries(group.profile).map(([name, value]) => [name, textOf(value)]));
  const [values, setValues] = useState<ReadonlyMap<string, string>>(before);
  const change = changedValues(attributes, before, values);
  const save = useMutation({
    mutationFn: () => updateAppGroup(appId, group.id, { profile: change }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["app", appId] });
      notifyDone(t.saved(props.name));
      props.onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={props.onClose}
      size="lg"
      title={t.groupTitle(props.name)}
      closeButtonProps={{ "aria-label": messages.actions.cancel }}
    >
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t.groupDetail}
        </Text>
        {mappings.isError && <ErrorNotice title={t.loadFailed} error={mappings.error} />}
        {save.isError && <ErrorNotice title={t.saveFailed(props.name)} error={save.error} />}
        {mappings.data === undefined ? (
          <Skeleton height={240} aria-label={messages.loading} />
        ) : (
          <ValueFields
            attributes={attributes}
            values={values}
            onChange={setValues}
            faults={fieldMessages(save.error)}
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onClose}>
            {messages.actions.cancel}
          </Button>
          <Button disabled={Object.keys(change).length === 0} loading={save.isPending} onClick={() => save.mutate()}>
            {messages.actions.save}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
