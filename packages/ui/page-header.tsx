import { Box, Group, Text, Title } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import { type ReactNode, useEffect } from "react";
import { BreakablePath } from "./breakable-path.tsx";
import { AppLink } from "./link.tsx";
import { uiMessages } from "./messages.ts";
import classes from "./page-header.module.css";

/** A step of the way to the page. */
export interface Crumb {
  readonly label: string;
  readonly href: string;
}

/** The page's one h1 with the way to it, a line below, and its actions. Also names the browser tab. */
export function PageHeader(props: {
  title: string;
  description?: ReactNode;
  crumbs?: readonly Crumb[];
  badge?: ReactNode;
  actions?: ReactNode;
}): ReactNode {
  useEffect(() => {
    document.title = `${props.title} · Lockstep`;
  }, [props.title]);
  return (
    <Group justify="space-between" align="flex-end" gap="md" mb="lg">
      <Box flex="1 1 20rem" miw={0}>
        {props.crumbs !== undefined && (
          <nav aria-label={uiMessages.frame.breadcrumb}>
            <ol className={classes.crumbs}>
              {props.crumbs.map((crumb) => (
                <li key={crumb.href}>
                  <IconChevronLeft size={14} aria-hidden />
                  <AppLink href={crumb.href}>{crumb.label}</AppLink>
                </li>
              ))}
            </ol>
          </nav>
        )}
        <Group gap="sm" align="center">
          <Title order={1} className={classes.title ?? ""}>
            <BreakablePath path={props.title} />
          </Title>
          {props.badge}
        </Group>
        {props.description !== undefined && (
          <Text c="dimmed" size="sm" mt={4} maw={720} component="div">
            {props.description}
          </Text>
        )}
      </Box>
      {props.actions !== undefined && props.actions !== false && <Group gap="xs">{props.actions}</Group>}
    </Group>
  );
}
