import type { Protection } from "@lockstep/directory-app/contract";
import { ConfirmAction, DataList, EmptyState, ErrorNotice, notifyDone, Section, Timestamp } from "@lockstep/ui";
import { ActionIcon, Box, Button, Group, Modal, Radio, Stack, TextInput, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconShieldCheck, IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { personName } from "../../api/people.ts";
import { protect, protectionsQuery, unprotect } from "../../api/safeguards.ts";
import { messages } from "../../messages.ts";
import { GroupPicker } from "../../parts/group-picker.tsx";
import { PersonPicker } from "../../parts/person-picker.tsx";

const t = messages.protectedPeople;

/** Whose accounts no app loses without approval. The list holds for all apps. */
export function ProtectedPeople(): ReactNode {
  const queryClient = useQueryClient();
  const protections = useQuery(protectionsQuery);
  const [ending, end] = useState<Protection>();
  const [isAdding, adding] = useDisclosure(false);
  return (
    <Section
      title={t.title}
      description={t.description}
      isFlush
      actions={
        <Button size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={adding.open}>
          {t.add}
        </Button>
      }
    >
      <DataList
        label={t.title}
        rows={protections.data}
        keyOf={({ id }) => id}
        error={protections.error}
        onRetry={() => void protections.refetch()}
        columns={[
          { key: "name", header: t.name, render: ({ name, kind }) => `${name} (${t.kinds[kind]})` },
          { key: "reason", header: t.reason, render: ({ reason }) => reason },
          { key: "since", header: t.since, width: 200, render: ({ created }) => <Timestamp value={created} /> },
          {
            key: "actions",
            header: t.end,
            isHeaderHidden: true,
            align: "right",
            width: 60,
            render: (protection) => (
              <Tooltip label={t.end}>
                <ActionIcon aria-label={t.endLabel(protection.name)} onClick={() => end(protection)}>
                  <IconX size={16} aria-hidden />
                </ActionIcon>
              </Tooltip>
            ),
          },
        ]}
        empty={
          <EmptyState icon={<IconShieldCheck size={26} />} title={t.none}>
            {t.noneDetail}
          </EmptyState>
        }
      />
      {isAdding && <AddProtection onClose={adding.close} />}
      <ConfirmAction
        opened={ending !== undefined}
        onClose={() => end(undefined)}
        title={t.endQuestion(ending?.name ?? "")}
        consequences={t.endConsequences}
        confirmLabel={t.endConfirm}
        onConfirm={async () => {
          if (ending === undefined) return;
          await unprotect(ending.id);
          await queryClient.invalidateQueries({ queryKey: protectionsQuery.queryKey });
        }}
      />
    </Section>
  );
}

interface Subject {
  readonly id: string;
  readonly name: string;
}

function AddProtection({ onClose }: { onClose: () => void }): ReactNode {
  const queryClient = useQueryClient();
  const [kind, setKind] = useState<Protection["kind"]>("PERSON");
  const [subject, setSubject] = useState<Subject>();
  const [reason, setReason] = useState("");
  const add = useMutation({
    mutationFn: () => protect({ kind, reason: reason.trim(), ...(subject === undefined ? {} : { id: subject.id }) }),
    onSuccess: async (protection) => {
      await queryClient.invalidateQueries({ queryKey: protectionsQuery.queryKey });
      notifyDone(t.added(protection.name));
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t.add} closeButtonProps={{ "aria-label": messages.actions.cancel }}>
      <Stack gap="md">
        {add.isError && <ErrorNotice title={t.failed} error={add.error} />}
        <Radio.Group
          label={t.who}
          value={kind}
          onChange={(value) => {
            setKind(value as Protection["kind"]);
            setSubject(undefined);
          }}
        >
          <Stack gap={6} mt={6}>
            {(["PERSON", "GROUP", "ADMINISTRATORS"] as const).map((value) => (
              <Radio key={value} value={value} label={t.choices[value]} />
            ))}
          </Stack>
        </Radio.Group>
        <Box>
          {kind === "PERSON" && (
            <PersonPicker
              label={t.findPerson}
              value={subject?.id ?? null}
              onPick={(person) => setSubject({ id: person.id, name: personName(person) })}
            />
          )}
          {kind === "GROUP" && (
            <GroupPicker
              label={t.findGroup}
              exclude={[]}
              value={subject?.id ?? null}
              onPick={(group) => setSubject({ id: group.id, name: group.profile.name })}
            />
          )}
        </Box>
        <TextInput
          label={t.reason}
          description={t.reasonDetail}
          maxLength={255}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {messages.actions.cancel}
          </Button>
          <Button
            loading={add.isPending}
            disabled={kind !== "ADMINISTRATORS" && subject === undefined}
            onClick={() => add.mutate()}
          >
            {t.add}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
