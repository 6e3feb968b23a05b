import type { User } from "@lockstep/service-app/contract";
import { useQueries, useQuery } from "@tanstack/react-query";
import { credentialsQuery } from "../../api/credentials.ts";
import { userQuery } from "../../api/users.ts";

/** The users behind the credentials that the viewer sees: whom they provision lands in their default organisation. */
export function useProvisioners(): readonly User[] {
  const credentials = useQuery(credentialsQuery);
  const ids = [...new Set((credentials.data ?? []).map(({ userId }) => userId))];
  const users = useQueries({ queries: ids.map((id) => userQuery(id)) });
  return users.flatMap(({ data }) => (data === undefined ? [] : [data]));
}
