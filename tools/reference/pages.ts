/** The pages that come from the source, with their text. */
import { BUILT_IN, createServiceDocument } from "../../apps/service/index.ts";
import { eventsPage } from "./events-page.ts";
import { expressionsPage } from "./expressions-page.ts";
import { httpApiPage } from "./http-api-page.ts";
import { schemasPage } from "./schemas-page.ts";

/** A page of the documentation. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** Every generated page; paths are relative to the root of the repository. */
export function generatedPages(): readonly Page[] {
  return [
    { path: "docs/reference/http-api.md", text: httpApiPage(createServiceDocument("https://service.example")) },
    { path: "docs/reference/schemas.md", text: schemasPage(BUILT_IN.shapes) },
    { path: "docs/reference/expressions.md", text: expressionsPage() },
    { path: "docs/reference/directory-events.md", text: eventsPage() },
  ];
}
