import type { Credential, NewCredential } from "@lockstep/service-app/contract";
import { ErrorNotice } from "@lockstep/ui";
import { Button, Group, Select, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { credentialsQuery, rotateCredential } from "../../api/credentials.ts";
import { messages } from "../../messages.ts";

const t = messages.credentials;
type Overlap = keyof typeof t.overlaps;
const OVERLAPS = Object.keys(t.overlaps) as Overlap[];

/** Gives a credential a new secret while the old one goes on for a while. */
export function CredentialRotation(props: {
  readonly credential: Credential;
  readonly onRotated: (credential: NewCredential) => void;
}): ReactNode {
  const queryClient = useQueryClient();
  const [overlap, setOverlap] = useState<Overlap>("604800");
  const rotate = useMutation({
    mutationFn: () => rotateCredential(props.credential.id, Number(overlap)),
    onSuccess: async (rotated) => {
      await queryClient.invalidateQueries({ queryKey: credentialsQuery.queryKey });
      props.onRotated(rotated);
    },
  });
  return (
    <Stack gap="sm">
      <div>
        <Title order={3}>{t.rotate}</Title>
        <Text size="sm" c="dimmed">
          {t.rotateDetail}
        </Text>
      </div>
      {rotate.isError && <ErrorNotice title={t.rotateFailed} error={rotate.error} />}
      <Group align="flex-end" gap="xs">
        <Select
          label={t.overlap}
          data={OVERLAPS.map((value) => ({ value, label: t.overlaps[value] }))}
          value={overlap}
          onChange={(value) => setOverlap(OVERLAPS.find((each) => each === value) ?? overlap)}
          maw={200}
        />
        <Button variant="default" loading={rotate.isPending} onClick={() => rotate.mutate()}>
          {t.rotate}
        </Button>
      </Group>
    </Stack>
  );
}
