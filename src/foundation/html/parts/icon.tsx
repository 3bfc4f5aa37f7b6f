import type { IconName } from "../icons.ts";

/** A picture beside a word, never instead of one: hidden from screen readers. `turn`: mirrored where people read from right to left. */
export function Icon({ name, turn }: { name: IconName; turn?: boolean | undefined }) {
  return (
    <svg class={turn === true ? "i turn" : "i"} aria-hidden="true" focusable="false">
      <use href={`#i-${name}`} />
    </svg>
  );
}
