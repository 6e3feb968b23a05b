import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { describeFailure } from "./error-notice.tsx";
import { uiMessages } from "./messages.ts";

const CLOSE = { "aria-label": uiMessages.closeNote };

/** Says in a passing note that something was done. */
export function notifyDone(message: string): void {
  notifications.show({
    closeButtonProps: CLOSE,
    message,
    color: "teal",
    icon: <IconCheck size={16} aria-hidden />,
    autoClose: 5_000,
  });
}

/** Says in a note that stays until closed what failed and to which object. */
export function notifyFailed(title: string, failure: unknown): void {
  notifications.show({
    closeButtonProps: CLOSE,
    title,
    message: describeFailure(failure).message,
    color: "red",
    icon: <IconAlertTriangle size={16} aria-hidden />,
    autoClose: false,
  });
}
