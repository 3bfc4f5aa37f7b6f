import type { ReasonSaid } from "./payment-words.ts";

/** A reason in words with the provider's code small below it; a dash where there is none. */
export function Reason({ says, code }: ReasonSaid) {
  if (says === "") return <>–</>;
  return (
    <div>
      {says}
      {code === undefined ? null : <p class="quiet small number">{code}</p>}
    </div>
  );
}
