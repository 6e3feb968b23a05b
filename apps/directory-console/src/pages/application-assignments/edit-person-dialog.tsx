import type { AppUser, MappableAttribute, MappingPreview } from "@lockstep/directory-app/contract";
import { ErrorNotice, fieldMessages, notifyDone } from "@lockstep/ui";
import { Button, Group, Modal, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { appUserQuery, overrideValues, personValuesQuery, resetOverrides } from "../../api/assignments.ts";
import { mappingsQuery } from "../../api/mappings.ts";
import { messages } from "../../messages.ts";
import { changedValues, textOf } from "./given-values.ts";
import { ValueFields } from "./value-fields.tsx";

const t = messages.assignmentValues;

/** Values of one person's own in the app, over those of groups and of the mapping. */
export function EditPersonDialog(props: { appId: string; personId: string; onClose: () => void }): ReactNode {
  const appUser = useQuery(appUserQuery(props.appId, props.personId));
  const mappings = useQuery(mappingsQuery(props.appId));
  const values = useQuery(personValuesQuery(props.appId, props.personId));
  const error = appUser.error ?? mappings.error ?? values.error;
  return (
    <Modal
      opened
      onClose={props.onClose}
      size="lg"
      title={t.personTitle(appUser.data?.person.displayName ?? "")}
      closeButtonProps={{ "aria-label": messages.actions.cancel }}
    >
      {error !== null && <ErrorNotice title={t.loadFailed} error={error} />}
      {appUser.data !== undefined && mappings.data !== undefined && values.data !== undefined ? (
        <PersonForm
          {...props}
          appUser={appUser.data}
          attributes={mappings.data.attributes}
          current={values.data.items}
        />
      ) : (
        error === null && <Skeleton height={240} aria-label={messages.loading} />
      )}
    </Modal>
  );
}

function PersonForm(props: {
  appId: string;
  personId: string;
  appUser: AppUser;
  attributes: readonly MappableAttribute[];
  current: MappingPreview["items"];
  onClose: () => void;
}): ReactNode {
  const { appId, personId, appUser, attributes } = props;
  const queryClient = useQueryClient();
  const current = new Map(props.current.map((item) => [item.attribute, item]));
  const before = new Map(
    attributes.flatMap(({ name, path }) => {
      const item = current.get(path);
      return item?.source === "OVERRIDE" ? [[name, textOf(item.value)] as const] : [];
    }),
  );
  const [values, setValues] = useState<ReadonlyMap<string, string>>(before);
  const [userName, setUserName] = useState<string>();
  const finish = async (words: string) => {
    await queryClient.invalidateQueries({ queryKey: ["app", appId] });
    notifyDone(words);
    props.onClose();
  };
  const save = useMutation({
    mutationFn: () =>
      overrideValues(appId, personId, {
        profile: changedValues(attributes, before, values),
        ...(userName === undefined ? {} : { userName: userName.trim() === "" ? null : userName.trim() }),
      }),
    onSuccess: () => finish(t.saved(appUser.person.displayName)),
  });
  const reset = useMutation({
    mutationFn: () => resetOverrides(appId, personId),
    onSuccess: () => finish(t.wasReset(appUser.person.displayName)),
  });
  const isChanged = userName !== undefined || Object.keys(changedValues(attributes, before, values)).length > 0;
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t.personDetail}
      </Text>
      {(save.isError || reset.isError) && (
        <ErrorNotice title={t.saveFailed(appUser.person.displayName)} error={save.error ?? reset.error} />
      )}
      <TextInput
        label={messages.assignments.userName}
        description={t.userNameDetail}
        spellCheck={false}
        placeholder={appUser.credentials.userName ?? ""}
        value={userName ?? ""}
        onChange={(event) => setUserName(event.currentTarget.value)}
        data-autofocus
      />
      <ValueFields
        attributes={attributes}
        values={values}
        onChange={setValues}
        current={current}
        faults={fieldMessages(save.error)}
      />
      <Group justify="space-between" gap="xs">
        <Button variant="subtle" color="gray" loading={reset.isPending} onClick={() => reset.mutate()}>
          {t.reset}
        </Button>
        <Group gap="xs">
          <Button variant="default" onClick={props.onClose}>
            {messages.actions.cancel}
          </Button>
          <Button disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate()}>
            {messages.actions.save}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}
