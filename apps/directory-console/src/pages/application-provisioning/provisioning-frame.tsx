import { SegmentedControl } from "@mantine/core";
import { getRouteApi, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { messages } from "../../messages.ts";

const route = getRouteApi("/signed-in/applications/$appId/provisioning");
const t = messages.provisioning;

/** The three parts of provisioning, in the guide's order. */
const PARTS = [
  { value: "integration", to: "/applications/$appId/provisioning/integration" },
  { value: "to-app", to: "/applications/$appId/provisioning/to-app" },
  { value: "to-directory", to: "/applications/$appId/provisioning/to-directory" },
] as const;

/** Integration, To App, To Directory. */
export function ProvisioningFrame(): ReactNode {
  const { appId } = route.useParams();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const current = PARTS.find(({ value }) => pathname.endsWith(`/${value}`))?.value ?? "integration";
  return (
    <>
      <SegmentedControl
        aria-label={t.parts}
        mb="lg"
        value={current}
        data={PARTS.map(({ value }) => ({ value, label: t.tabs[value] }))}
        onChange={(value) => {
          const part = PARTS.find((candidate) => candidate.value === value);
          if (part !== undefined) void navigate({ to: part.to, params: { appId } });
        }}
      />
      <Outlet />
    </>
  );
}
