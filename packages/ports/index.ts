/** Shared ports and ids: what pure packages are handed instead of reaching for the world. */
export { preferredLanguage } from "./accept-language.ts";
export { BoundedBytes } from "./bounded-bytes.ts";
export type { Clock } from "./clock.ts";
export type { AccountId, AppId, GroupId, OrganisationId, PersonId, ResourceId, TraceId } from "./ids.ts";
export type { LogFields, Logger } from "./logger.ts";
export { silentLogger } from "./logger.ts";
export type { Random } from "./random.ts";
export { createTraceparent, parseTraceparent, poolRandom, uuidV7 } from "./random.ts";
export type { Timers } from "./timers.ts";
export { type SpokenKeys, toldAnswer, toldJson } from "./told-answer.ts";
export { createTranslation, type Sentences, type Translation, type TranslationCatalogue } from "./translation.ts";
