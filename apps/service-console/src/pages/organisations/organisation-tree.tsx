import type { Organisation } from "@lockstep/service-app/contract";
import { ActionIcon, Badge, Group, Text, Tooltip } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { createLink } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import classes from "./organisation-tree.module.css";

const t = messages.organisations;
const DEPTH_MAX = 20;

const AddLink = createLink(function AddIcon(props: { "aria-label"?: string }) {
  return (
    <ActionIcon component="a" variant="default" {...props}>
      <IconPlus size={16} aria-hidden />
    </ActionIcon>
  );
});

/** Organisations as a nested list, each with its users and a way to add one below. */
export function OrganisationTree(props: {
  organisations: readonly Organisation[];
  parentId: string | null;
  canAdd: boolean;
  depth?: number;
}): ReactNode {
  const { organisations, parentId, canAdd, depth = 0 } = props;
  const children = organisations.filter((organisation) => organisation.parentId === parentId);
  if (children.length === 0 || depth > DEPTH_MAX) return null;
  return (
    <ul className={classes.tree}>
      {children.map((organisation) => (
        <li key={organisation.id}>
          <div className={classes.node}>
            <div className={classes.name}>
              <Group gap="xs">
                <Text fw={600} size="sm">
                  {organisation.name}
                </Text>
                {organisation.parentId === null && <Badge>{t.parentBadge}</Badge>}
              </Group>
              <Text size="xs" c="dimmed">
                {t.code} {organisation.code}
              </Text>
            </div>
            <AnchorLink
              to="/users"
              search={{ organisationId: organisation.id }}
              size="sm"
              aria-label={`${t.users(organisation.userCount)}, ${t.showUsers(organisation.name)}`}
            >
              {t.users(organisation.userCount)}
            </AnchorLink>
            {canAdd && (
              <Tooltip label={t.addBelow(organisation.name)}>
                <AddLink
                  to="/organisations/new"
                  search={{ parentId: organisation.id }}
                  aria-label={t.addBelow(organisation.name)}
                />
              </Tooltip>
            )}
          </div>
          <OrganisationTree
            organisations={organisations}
            parentId={organisation.id}
            canAdd={canAdd}
            depth={depth + 1}
          />
        </li>
      ))}
    </ul>
  );
}
