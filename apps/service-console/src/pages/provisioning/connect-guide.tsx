import type { Account } from "@lockstep/service-app/contract";
import { CopyField, Section } from "@lockstep/ui";
import { Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { canAdminister, useMe } from "../../api/session.ts";
import { AnchorLink, ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { CLIENTS } from "../../search-choices.ts";
import classes from "./connect-guide.module.css";

const route = getRouteApi("/signed-in/provisioning/");
const t = messages.connect;
type Client = (typeof CLIENTS)[number];

/** One directory's guide at a time, with this account's values in the fields by the names that they have there. */
export function ConnectGuide({ account }: { account: Account }): ReactNode {
  const { client = "okta" } = route.useSearch();
  const navigate = route.useNavigate();
  const origin = new URL(account.scimBaseUrl).origin;
  const steps = t.steps[client]({ baseUrl: account.scimBaseUrl, tokenUrl: `${origin}/oauth/token` });
  const choose = (name: string | null) => {
    const next = CLIENTS.find((each) => each === name);
    if (next !== undefined) void navigate({ search: { client: next }, replace: true });
  };
  const choices = CLIENTS.map((value) => ({ value, label: t.shortNames[value] }));
  return (
    <Section title={t.title} description={t.detail}>
      <Stack gap="lg">
        <SegmentedControl
          aria-label={t.chooseClient}
          value={client}
          onChange={choose}
          data={choices}
          visibleFrom="lg"
          fullWidth
        />
        <Select aria-label={t.chooseClient} value={client} onChange={choose} data={choices} hiddenFrom="lg" />
        <ol className={classes.steps}>
          {steps.map((step) => (
            <li key={step.title}>
              <Text fw={600} size="sm">
                {step.title}
              </Text>
              <Text size="sm" c="dimmed">
                {step.text}
              </Text>
              {step.fields?.map((field) => (
                <CopyField key={field.label} label={field.label} value={field.value} />
              ))}
              {step.needs !== undefined && <StepNeed need={step.needs} client={client} />}
            </li>
          ))}
        </ol>
        <Group gap="xs">
          <Text size="sm">{t.thenRequests}:</Text>
          <AnchorLink to="/provisioning/requests" size="sm">
            {t.requestsLink}
          </AnchorLink>
        </Group>
      </Stack>
    </Section>
  );
}

function StepNeed({ need, client }: { need: string; client: Client }): ReactNode {
  if (!canAdminister(useMe())) return null;
  return need === "key" ? (
    <ButtonLink to="/provisioning/credentials" search={{ add: "apiKey", for: client }} size="xs" variant="light">
      {t.generateFor(t.clients[client])}
    </ButtonLink>
  ) : (
    <ButtonLink to="/users/new" search={{ role: "administrator" }} size="xs" variant="light">
      {t.addUser}
    </ButtonLink>
  );
}
