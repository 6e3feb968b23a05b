import type { Organisation } from "@lockstep/service-app/contract";
import { Badge, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { OrganisationMenu } from "./organisation-menu.tsx";
import classes from "./organisation-tree.module.css";
import { useProvisioners } from "./provisioners.ts";

const t = messages.organisations;
const DEPTH_MAX = 20;

/** Organisations as a nested list, each with its users and what can be done with it. */
export function OrganisationTree(props: {
  organisations: readonly Organisation[];
  parentId: string | null;
  canAdd: boolean;
  depth?: number;
}): ReactNode {
  const { organisations, parentId, canAdd, depth = 0 } = props;
  const provisioners = useProvisioners();
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
              {provisioners
                .filter((user) => user.organisations.some(({ id, isDefault }) => isDefault && id === organisation.id))
                .map(({ id, email }) => (
                  <Text key={id} size="xs" c="dimmed">
                    {t.defaultOf(email)}
                  </Text>
                ))}
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
              <OrganisationMenu
                organisation={organisation}
                canRemove={
                  organisation.userCount === 0 && !organisations.some(({ parentId: id }) => id === organisation.id)
                }
              />
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
