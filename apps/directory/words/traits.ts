/** What each measured trait of a target is for, in English: as `TRAIT_USES` says it. */
import { TRAIT_USES, type TraitPath } from "@lockstep/scim-client";

export const traitWords = { how: (path: TraitPath): string => TRAIT_USES[path].how };
