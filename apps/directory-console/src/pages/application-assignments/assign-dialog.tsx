import { ErrorNotice } from "@lockstep/ui";
import { Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { appGroupsQuery, assignGroup, assignPerson } from "../../api/assignments.ts";
import { peopleChoicesQuery, personName } from "../../api/people.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { GroupPicker } from "../../parts/group-picker.tsx";
import { PersonPicker } from "../../parts/person-picker.tsx";

const t = messages.assignDialog;

/** One thing to assign. */
interface Target {
  readonly id: string;
  readonly name: string;
}

/** Gives the app to people or groups, one after the other, and shows who has been given it. */
export function AssignDialog(props: {
  appId: string;
  label: string;
  kind: "people" | "groups";
  onClose: () => void;
}): ReactNode {
  const queryClient = useQueryClient();
  const groups = useQuery({ ...appGroupsQuery(props.appId), enabled: props.kind === "groups" });
  const [done, setDone] = useState<readonly Target[]>([]);
  const assign = useMutation<unknown, Error, Target>({
    mutationFn: (target) =>
      props.kind === "people" ? assignPerson(props.appId, target.id) : assignGroup(props.appId, target.id),
    onSuccess: async (_, target) => {
      setDone((before) => [...before, target]);
      await queryClient.invalidateQueries({ queryKey: ["app", props.appId] });
    },
  });
  // People may have come since another page asked: what it was told does not count here.
  const anybody = useQuery({ ...peopleChoicesQuery(""), enabled: props.kind === "people", staleTime: 0 });
  const isNobodyThere = !anybody.isFetching && anybody.data?.items.length === 0 && done.length === 0;
  const exclude = [...done.map(({ id }) => id), ...(groups.data ?? []).map(({ id }) => id)];
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.kind === "people" ? t.people(props.label) : t.groups(props.label)}
      closeButtonProps={{ "aria-label": t.close }}
    >
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {props.kind === "people" ? t.peopleDetail : t.groupsDetail}
        </Text>
        {isNobodyThere ? (
          <NobodyYet />
        ) : props.kind === "people" ? (
          <PersonPicker
            label={t.findPerson}
            exclude={exclude}
            isBusy={assign.isPending}
            onPick={(person) => assign.mutate({ id: person.id, name: personName(person) })}
          />
        ) : (
          <GroupPicker
            label={t.findGroup}
            exclude={exclude}
            isBusy={assign.isPending}
            onPick={(group) => assign.mutate({ id: group.id, name: group.profile.name })}
          />
        )}
        {assign.isError && <ErrorNotice title={t.failed(assign.variables.name, props.label)} error={assign.error} />}
        {done.length > 0 && (
          <div role="status">
            <List size="sm" spacing={4} icon={<IconCheck size={16} aria-hidden />}>
              {done.map((target) => (
                <List.Item key={target.id}>{t.assigned(target.name)}</List.Item>
              ))}
            </List>
          </div>
        )}
        <Group justify="flex-end">
          <Button variant={done.length > 0 ? "filled" : "default"} onClick={props.onClose}>
            {t.close}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** A new directory has nobody to assign: says where people come from. */
function NobodyYet(): ReactNode {
  return (
    <Stack gap="sm">
      <Text size="sm">{t.nobodyYet}</Text>
      <Group gap="xs">
        <ButtonLink to="/people/new" size="xs">
          {messages.people.add}
        </ButtonLink>
        <ButtonLink to="/people/import" variant="default" size="xs">
          {messages.people.importCsv}
        </ButtonLink>
      </Group>
    </Stack>
  );
}
