import { Notice } from "@lockstep/ui";
import { Button, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "../messages.ts";
import type { Draft } from "./kept-draft.ts";

const t = messages.draft;

/** Says that a draft was kept from earlier, and offers to discard it. Nothing while there is none. */
export function DraftNotice({ draft, count }: { draft: Omit<Draft<unknown>, "change">; count: number }): ReactNode {
  if (draft.value === undefined || count === 0 || !(draft.isKept || draft.isOutdated)) return null;
  return (
    <Notice tone={draft.isOutdated ? "warning" : "neutral"} title={t.kept(count)} role="status">
      <Stack gap="xs" align="flex-start">
        {draft.isOutdated ? t.outdated : t.nothingSent}
        <Button size="xs" variant="default" onClick={draft.discard}>
          {t.discard}
        </Button>
      </Stack>
    </Notice>
  );
}
