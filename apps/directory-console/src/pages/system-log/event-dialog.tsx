import type { LogEvent } from "@lockstep/directory-app/contract";
import { CodeBlock, Facts, Timestamp } from "@lockstep/ui";
import { Modal, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "../../messages.ts";

const t = messages.log;

/** Everything that the log holds about one event. */
export function EventDialog({ event, onClose }: { event: LogEvent | undefined; onClose: () => void }): ReactNode {
  return (
    <Modal
      opened={event !== undefined}
      onClose={onClose}
      size="lg"
      title={event?.displayMessage}
      closeButtonProps={{ "aria-label": messages.assignDialog.close }}
    >
      {event !== undefined && (
        <Stack gap="md">
          <Facts
            items={[
              { label: t.type, value: <code>{event.eventType}</code> },
              { label: t.time, value: <Timestamp value={event.published} format="seconds" /> },
              { label: t.severity, value: t.severities[event.severity] },
              { label: t.outcome, value: t.results[event.outcome.result] ?? event.outcome.result },
              { label: t.reason, value: event.outcome.reason },
              { label: t.actor, value: `${event.actor.displayName} (${event.actor.type})` },
              {
                label: t.targets,
                value: event.target.map((target) => (
                  <div key={`${target.type} ${target.id}`}>
                    {target.displayName} ({target.type}, <code>{target.id}</code>)
                  </div>
                )),
              },
              { label: t.trace, value: event.transaction.id === null ? null : <code>{event.transaction.id}</code> },
            ]}
          />
          {Object.keys(event.debugContext.debugData).length > 0 && (
            <CodeBlock label={t.debug} text={JSON.stringify(event.debugContext.debugData, null, 2)} />
          )}
        </Stack>
      )}
    </Modal>
  );
}
