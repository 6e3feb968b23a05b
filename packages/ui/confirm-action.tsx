/** The one confirmation of destructive actions: it names the object, the count and the consequences. */
import { Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { ErrorNotice } from "./error-notice.tsx";
import { uiMessages } from "./messages.ts";

const t = uiMessages.confirm;

/** What the confirmation says and does. */
export interface ConfirmActionProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  /** A question that names object and count: "Unassign 12 people from Expenses?" */
  readonly title: string;
  readonly children?: ReactNode;
  /** What follows from it, one sentence each. */
  readonly consequences?: readonly string[];
  /** The verb on the button: "Unassign 12 people". */
  readonly confirmLabel: string;
  /** Harmless actions are not red. */
  readonly isHarmless?: boolean;
  readonly isDisabled?: boolean;
  /** Does it; the dialog stays open with the failure when this rejects, and closes when it is done. */
  readonly onConfirm: () => Promise<unknown>;
}

/** Asks before a destructive action, shows its progress, and its failure in place. */
export function ConfirmAction(props: ConfirmActionProps): ReactNode {
  const [isRunning, setRunning] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const close = () => {
    if (isRunning) return;
    setFailure(undefined);
    props.onClose();
  };
  const confirm = async () => {
    setRunning(true);
    setFailure(undefined);
    try {
      await props.onConfirm();
      props.onClose();
    } catch (error) {
      setFailure(error);
    } finally {
      setRunning(false);
    }
  };
  return (
    <Modal opened={props.opened} onClose={close} title={props.title} closeButtonProps={{ "aria-label": t.close }}>
      <Stack gap="md">
        {props.children !== undefined && (
          <Text size="sm" component="div">
            {props.children}
          </Text>
        )}
        {props.consequences !== undefined && props.consequences.length > 0 && (
          <List size="sm" spacing={4}>
            {props.consequences.map((consequence) => (
              <List.Item key={consequence}>{consequence}</List.Item>
            ))}
          </List>
        )}
        {failure !== undefined && <ErrorNotice title={t.failed} error={failure} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close} disabled={isRunning} data-autofocus>
            {t.cancel}
          </Button>
          <Button
            {...(props.isHarmless === true ? {} : { color: "red.8" })}
            loading={isRunning}
            disabled={props.isDisabled === true}
            onClick={() => void confirm()}
          >
            {props.confirmLabel}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
