/** Theme and shared parts of the consoles. */

export { Address } from "./address.tsx";
export { type ApiClient, type CursorPage, createApiClient, type Query } from "./api-client.ts";
export { ApiFailure, fieldMessages, isNotFound, isSignedOut } from "./api-failure.ts";
export { AppFrame, type NavGroup, type NavItem } from "./app-frame.tsx";
export { BrandMark } from "./brand-mark.tsx";
export { CodeBlock } from "./code-block.tsx";
export { ConfirmAction } from "./confirm-action.tsx";
export { ConsoleRoot, createConsoleQueryClient } from "./console-root.tsx";
export { CopyField } from "./copy-field.tsx";
export { type Column, DataList, type Selection, type Sort } from "./data-list.tsx";
export type { Paging } from "./data-list-footer.tsx";
export { EmptyState } from "./empty-state.tsx";
export { describeFailure, ErrorNotice } from "./error-notice.tsx";
export { type Fact, Facts } from "./facts.tsx";
export { FilterBar } from "./filter-bar.tsx";
export { chooseLanguage, formatNumber, LANGUAGES, type Language, language, locale } from "./language.ts";
export { AppLink, type LinkProps, LinkProvider } from "./link.tsx";
export { Notice } from "./notice.tsx";
export { notifyDone, notifyFailed } from "./notify.tsx";
export { type Crumb, PageHeader } from "./page-header.tsx";
export { SearchBox } from "./search-box.tsx";
export { choiceParam, pageParam, present, textParam } from "./search-params.ts";
export { Section, SectionSkeleton } from "./section.tsx";
export { SignInFrame } from "./sign-in-frame.tsx";
export { StatTile } from "./stat-tile.tsx";
export { StatusBadge, type Tone } from "./status-badge.tsx";
export { Timestamp } from "./timestamp.tsx";
