import type { Text } from "../../foundation/i18n/index.ts";

/** Whom a register is asked about. */
export type Person = { readonly idType: string; readonly idNumber: string };

/** What a register knows of a person, by field; undefined where it does not know the person. */
export type RegisterEntry = Readonly<Record<string, unknown>> | undefined;

/**
 * The contract with an agency's register, owned here and fulfilled by adapters in src/outside/agencies. An adapter answers for
 * the person it was asked about: `idNumber` is part of every entry and is compared before anything is shown.
 */
export type Register = {
  /** Named in `from: agency:<name>.<field>` of a service file. */
  readonly name: string;
  /** Whose register it is, as people read it. */
  readonly title: Text;
  readonly lookUp: (city: string, person: Person, signal: AbortSignal) => Promise<RegisterEntry>;
};

export type LookedUp =
  | {
      readonly kind: "known";
      readonly values: Readonly<Record<string, unknown>>;
      readonly at: Date;
      readonly title: Text;
    }
  | { readonly kind: "unknown" | "unavailable"; readonly title: Text };
