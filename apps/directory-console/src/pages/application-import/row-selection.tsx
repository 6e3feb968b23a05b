import type { ImportRow } from "@lockstep/directory-app/contract";
import { ConfirmAction, notifyDone, notifyFailed } from "@lockstep/ui";
import { Button, Checkbox, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { confirmRows, undoRows } from "../../api/imports.ts";
import { messages } from "../../messages.ts";
import { type Decision, decisionCounts, readyDecisions } from "./decisions.ts";

const t = messages.importRows;

/** What can be done with the ticked rows: choose and confirm those that wait, take back those that are confirmed or ignored. */
export function RowSelection(props: {
  appId: string;
  state: ImportRow["state"];
  chosen: readonly ImportRow[];
  decisions: ReadonlyMap<string, Decision>;
  onDecide: (rows: readonly ImportRow[], action: Decision["action"]) => void;
  onDone: () => void;
}): ReactNode {
  const { appId, state, chosen } = props;
  const takeBack = useTakeBack(appId, props.onDone);
  if (state === "CONFIRMED") {
    const undoable = chosen.filter(({ confirmed }) => confirmed?.canUndo === true);
    return (
      <Button
        size="compact-sm"
        variant="default"
        disabled={undoable.length === 0}
        loading={takeBack.isPending}
        onClick={() => takeBack.mutate({ kind: "undo", rows: undoable })}
      >
        {t.undoCount(undoable.length)}
      </Button>
    );
  }
  if (state === "IGNORED") {
    return (
      <Button
        size="compact-sm"
        variant="default"
        loading={takeBack.isPending}
        onClick={() => takeBack.mutate({ kind: "unignore", rows: chosen })}
      >
        {t.unignoreCount(chosen.length)}
      </Button>
    );
  }
  return (
    <Group gap="xs">
      <Button size="compact-sm" variant="default" onClick={() => props.onDecide(chosen, "LINK")}>
        {t.bulkLink}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => props.onDecide(chosen, "NEW")}>
        {t.bulkNew}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => props.onDecide(chosen, "IGNORE")}>
        {t.bulkIgnore}
      </Button>
      <ConfirmChosen {...props} />
    </Group>
  );
}

function ConfirmChosen(props: {
  appId: string;
  chosen: readonly ImportRow[];
  decisions: ReadonlyMap<string, Decision>;
  onDone: () => void;
}): ReactNode {
  const { appId, chosen } = props;
  const queryClient = useQueryClient();
  const [isAsking, asking] = useDisclosure(false);
  const [activates, setActivates] = useState(true);
  const ready = readyDecisions(chosen, props.decisions);
  const counts = decisionCounts(ready);
  return (
    <>
      <Button size="compact-sm" disabled={ready.length === 0} onClick={asking.open}>
        {t.confirmCount(ready.length)}
      </Button>
      <ConfirmAction
        opened={isAsking}
        onClose={asking.close}
        title={t.question(ready.length)}
        consequences={t.consequences(counts, chosen.length - ready.length)}
        confirmLabel={t.confirmCount(ready.length)}
        isHarmless
        onConfirm={async () => {
          const result = await confirmRows(appId, ready, activates);
          props.onDone();
          await Promise.all(
            [["app", appId], ["people"]].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
          );
          notifyDone(t.done(result));
        }}
      >
        {counts.create > 0 && (
          <Checkbox
            label={t.activateNew}
            checked={activates}
            onChange={(event) => setActivates(event.currentTarget.checked)}
          />
        )}
      </ConfirmAction>
    </>
  );
}

/** Undoes confirmations, or takes ignored rows up again. */
function useTakeBack(appId: string, onDone: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async ({ kind, rows }: { kind: "undo" | "unignore"; rows: readonly ImportRow[] }) => {
      const ids = rows.map(({ externalId }) => externalId);
      if (kind === "undo") return t.undone(await undoRows(appId, ids));
      const decisions = ids.map((externalId) => ({ externalId, action: "UNIGNORE" as const }));
      return t.unignored((await confirmRows(appId, decisions, false)).unignored);
    },
    onSuccess: async (words) => {
      onDone();
      await Promise.all([["app", appId], ["people"]].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
      notifyDone(words);
    },
    onError: (error) => notifyFailed(t.undoFailed, error),
  });
}
