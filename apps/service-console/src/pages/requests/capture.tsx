/** Capturing: for an hour, all that a credential sends and is answered is kept in the log. */
import type { Credential } from "@lockstep/service-app/contract";
import { Notice, notifyDone, notifyFailed } from "@lockstep/ui";
import { Button, Group, Menu, Text } from "@mantine/core";
import { IconChevronDown, IconPlayerRecord } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { changeCredential, credentialsQuery } from "../../api/credentials.ts";
import { messages } from "../../messages.ts";
import { credentialName } from "../../parts/credential-names.ts";

const t = messages.capture;

/** Begins to capture one of the credentials that one may change. */
export function CaptureMenu(): ReactNode {
  const credentials = useQuery(credentialsQuery).data ?? [];
  const { mutate, isPending } = useCapture();
  const now = useNow();
  const idle = credentials.filter((credential) => leftMs(credential, now) === 0);
  if (idle.length === 0) return null;
  return (
    <Menu position="bottom-end" withinPortal={false} floatingStrategy="fixed">
      <Menu.Target>
        <Button variant="default" loading={isPending} rightSection={<IconChevronDown size={16} aria-hidden />}>
          {t.start}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {idle.map((credential) => (
          <Menu.Item key={credential.id} onClick={() => mutate({ credential, captures: true })}>
            {credentialName(credential)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Says which credentials capture, and for how long still. */
export function Captures(): ReactNode {
  const credentials = useQuery(credentialsQuery).data ?? [];
  const { mutate, isPending } = useCapture();
  const now = useNow();
  return credentials.map((credential) => {
    const left = leftMs(credential, now);
    if (left === 0) return null;
    const name = credentialName(credential);
    return (
      <Notice
        key={credential.id}
        tone="warning"
        icon={<IconPlayerRecord size={18} aria-hidden />}
        title={t.running(name)}
      >
        <Group justify="space-between" gap="sm">
          <Text size="sm" maw="34rem">
            {t.meaning} {t.left}{" "}
            <span role="timer" aria-label={t.left} style={{ fontVariantNumeric: "tabular-nums", fontWeight: 600 }}>
              {minutesAndSeconds(left)}
            </span>
          </Text>
          <Button
            size="xs"
            variant="default"
            loading={isPending}
            aria-label={t.stopFor(name)}
            onClick={() => mutate({ credential, captures: false })}
          >
            {t.stop}
          </Button>
        </Group>
      </Notice>
    );
  });
}

function useCapture() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ credential, captures }: { credential: Credential; captures: boolean }) =>
      changeCredential(credential.id, { captures }),
    onSuccess: async (changed, { captures }) => {
      await queryClient.invalidateQueries({ queryKey: credentialsQuery.queryKey });
      notifyDone(captures ? t.started(credentialName(changed)) : t.stopped(credentialName(changed)));
    },
    onError: (error) => notifyFailed(t.failed, error),
  });
}

/** Milliseconds of capturing that are left; 0: none. */
function leftMs({ captureEndsAt }: Credential, now: number): number {
  return captureEndsAt === null ? 0 : Math.max(0, Date.parse(captureEndsAt) - now);
}

function minutesAndSeconds(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** The time, anew each second. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
