/** Names of tokens and service apps. */
import { z } from "zod";

/** Up to 100 characters, not blank. */
export const tokenNameSchema = z
  .string()
  .max(100, "Must be at most 100 characters long")
  .refine((name) => name.trim() !== "", "The field cannot be left blank");
