/** The Dutch catalogue. It imports words and nothing else: the page waits for it before it runs any other part of the console. */
import { generalMessages } from "./dutch/general.ts";

/** All Dutch wording; what is left out is read in English. */
export const dutchMessages = { ...generalMessages } as const;
