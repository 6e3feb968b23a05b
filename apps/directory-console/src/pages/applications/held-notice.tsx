import type { BudgetHold } from "@lockstep/directory-app/contract";
import { Notice } from "@lockstep/ui";
import { Button, Stack, Text } from "@mantine/core";
import { IconShieldHalf } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { holdsQuery } from "../../api/safeguards.ts";
import { messages } from "../../messages.ts";
import { HoldDialog } from "./hold-dialog.tsx";

const t = messages.holds;

/** Says on every tab what waits because it would exceed the budget, and leads to exactly who. */
export function HeldNotice({ appId }: { appId: string }): ReactNode {
  const holds = useQuery(holdsQuery(appId));
  const [shown, show] = useState<BudgetHold>();
  if ((holds.data ?? []).length === 0 && shown === undefined) return null;
  return (
    <>
      {(holds.data ?? []).map((hold) => (
        <Notice
          key={hold.id}
          tone="warning"
          mb="lg"
          icon={<IconShieldHalf size={18} aria-hidden />}
          title={t.title[hold.direction](hold.affected)}
        >
          <Stack gap="xs" align="flex-start">
            <Text size="sm">{hold.message}</Text>
            <Button size="xs" onClick={() => show(hold)}>
              {t.look}
            </Button>
          </Stack>
        </Notice>
      ))}
      {shown !== undefined && <HoldDialog hold={shown} onClose={() => show(undefined)} />}
    </>
  );
}
