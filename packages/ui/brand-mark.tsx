import type { ReactNode } from "react";

/** The product's mark: two strides in step, one ahead of the other. Decorative; the name stands beside it. */
export function BrandMark({ size = 28 }: { size?: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="var(--mantine-color-tide-7)" />
      <path
        d="M8 10.5 L13.5 16 L8 21.5"
        fill="none"
        stroke="#fff"
        strokeWidth="3.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path
        d="M17 10.5 L22.5 16 L17 21.5"
        fill="none"
        stroke="#9fe0e8"
        strokeWidth="3.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
