import { z } from "zod";

/** Largest page, and furthest position, of a list of the console. */
const COUNT_MAX = 200;
const POSITION_MAX = 10_000_000;

/** Query parameters of every list: what is searched for, and which page. */
export const Paging = z.object({
  search: z
    .string()
    .trim()
    .max(200, "search for at most 200 characters")
    .optional()
    .transform((value) => (value === "" ? undefined : value)),
  startIndex: z.coerce
    .number("give a whole number from 1")
    .int("give a whole number from 1")
    .min(1, "give a whole number from 1")
    .max(POSITION_MAX, `give at most ${POSITION_MAX}`)
    .default(1),
  count: z.coerce
    .number(`give a whole number from 1 to ${COUNT_MAX}`)
    .int(`give a whole number from 1 to ${COUNT_MAX}`)
    .min(1, `give a whole number from 1 to ${COUNT_MAX}`)
    .max(COUNT_MAX, `give a whole number from 1 to ${COUNT_MAX}`)
    .default(50),
});
