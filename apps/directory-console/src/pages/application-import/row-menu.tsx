import type { BulkConfirmResult, BulkProgress, ImportRow, ImportRowPage } from "@lockstep/directory-app/contract";
import { ConfirmAction, ErrorNotice, Notice, notifyDone, notifyFailed } from "@lockstep/ui";
import { ActionIcon, Button, Checkbox, Group, List, Menu, Modal, Progress, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDots } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { clearRows, confirmAllRows, rematchRows } from "../../api/imports.ts";
import { messages } from "../../messages.ts";

const t = messages.importRows;
/** Matches of which all rows can be confirmed at once: who several people match is chosen one by one. */
const SURE: readonly ImportRow["match"][] = ["EXACT", "PARTIAL", "NONE"];

/** What concerns all rows that wait: confirm a whole kind, match again, clear. */
export function RowMenu({ appId, counts }: { appId: string; counts: ImportRowPage["counts"] | undefined }): ReactNode {
  const queryClient = useQueryClient();
  const [confirming, confirm] = useState<ImportRow["match"]>();
  const [isClearing, clearing] = useDisclosure(false);
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["app", appId] });
  const rematch = useMutation({
    mutationFn: () => rematchRows(appId),
    onSuccess: async (result) => {
      await refresh();
      notifyDone(t.rematched(result.looked, result.changed));
    },
    onError: (error) => notifyFailed(t.rematchFailed, error),
  });
  const waiting = counts === undefined ? 0 : Object.values(counts.unconfirmed).reduce((sum, count) => sum + count, 0);
  const exact = counts?.unconfirmed.EXACT ?? 0;
  return (
    <Group gap="xs">
      {exact > 0 && (
        <Button size="xs" onClick={() => confirm("EXACT")}>
          {t.confirmAll.EXACT(exact)}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            aria-label={t.forAll}
            variant="default"
            size="lg"
            loading={rematch.isPending}
            disabled={waiting === 0}
          >
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {/* A menu that begins with a disabled item takes no focus. */}
          {SURE.filter((match) => (counts?.unconfirmed[match] ?? 0) > 0).map((match) => (
            <Menu.Item key={match} onClick={() => confirm(match)}>
              {t.confirmAll[match](counts?.unconfirmed[match] ?? 0)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => rematch.mutate()}>{t.rematch}</Menu.Item>
          <Menu.Item onClick={clearing.open}>{t.clear}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {confirming !== undefined && (
        <ConfirmAllDialog
          appId={appId}
          match={confirming}
          count={counts?.unconfirmed[confirming] ?? 0}
          onClose={() => confirm(undefined)}
        />
      )}
      <ConfirmAction
        opened={isClearing}
        onClose={clearing.close}
        title={t.clearQuestion(waiting)}
        consequences={t.clearConsequences}
        confirmLabel={t.clearConfirm(waiting)}
        onConfirm={async () => {
          const { cleared } = await clearRows(appId);
          await refresh();
          notifyDone(t.cleared(cleared));
        }}
      />
    </Group>
  );
}

function ConfirmAllDialog(props: {
  appId: string;
  match: ImportRow["match"];
  count: number;
  onClose: () => void;
}): ReactNode {
  const queryClient = useQueryClient();
  const [count] = useState(props.count);
  const [activateNew, setActivateNew] = useState(true);
  const [progress, setProgress] = useState<BulkProgress>();
  const run = useMutation({
    mutationFn: () => confirmAllRows(props.appId, { match: props.match, activateNew }, setProgress),
    onSettled: () =>
      Promise.all([["app", props.appId], ["people"]].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
  const words = t.allProgress(progress?.done ?? 0, progress?.total ?? count);
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t.confirmAll[props.match](count)}
      closeButtonProps={{ "aria-label": messages.actions.cancel }}
    >
      <Stack gap="md">
        {run.data === undefined && <Text size="sm">{t.allConsequence[props.match]}</Text>}
        {props.match === "NONE" && run.data === undefined && (
          <Checkbox
            label={t.activateNew}
            checked={activateNew}
            disabled={run.isPending}
            onChange={(event) => setActivateNew(event.currentTarget.checked)}
          />
        )}
        {run.isPending && (
          <div role="status">
            <Text size="sm" mb={6}>
              {words}
            </Text>
            <Progress
              value={((progress?.done ?? 0) / Math.max(progress?.total ?? count, 1)) * 100}
              aria-label={words}
              animated
            />
          </div>
        )}
        {run.isError && <ErrorNotice title={t.allFailed} error={run.error} />}
        {run.data !== undefined && <Outcome result={run.data} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onClose}>
            {run.data === undefined ? messages.actions.cancel : messages.assignDialog.close}
          </Button>
          {run.data === undefined && (
            <Button loading={run.isPending} onClick={() => run.mutate()}>
              {t.confirmCount(count)}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

function Outcome({ result }: { result: BulkConfirmResult }): ReactNode {
  return (
    <Notice tone={result.failed > 0 ? "warning" : "good"} title={t.allDone(result)} role="status">
      {result.failures.length > 0 && (
        <List size="sm">
          {result.failures.map(({ externalId, userName, reason }) => (
            <List.Item key={externalId}>{t.failure(userName, reason)}</List.Item>
          ))}
        </List>
      )}
    </Notice>
  );
}
