import { ControlError, type Controls } from "./agency.ts";
import { Journal } from "./journal.ts";

type Change<R> = { about: string; values: Partial<R> | null };

/** What an agency knows, by person, account or receipt: made from the seed, changed from outside. */
export class Records<R extends object> {
  readonly #made: ReadonlyMap<string, R>;
  readonly #changes = new Map<string, Partial<R> | null>();
  readonly #journal: Journal;

  constructor(made: ReadonlyMap<string, R>, path: string) {
    this.#made = made;
    this.#journal = new Journal(path);
    for (const change of this.#journal.read<Change<R>>()) this.#merge(change);
  }

  get(about: string): R | undefined {
    const change = this.#changes.get(about);
    if (change === null) return undefined;
    const made = this.#made.get(about);
    return change === undefined ? made : ({ ...made, ...change } as R);
  }

  /** Somebody else's: the next one of whom something is known. */
  other(about: string): string {
    const known = [...this.#made.keys()].sort();
    return known.find((one) => one > about) ?? known.find((one) => one !== about) ?? about;
  }

  /** Facts change: `values` are merged over the record, null forgets it. */
  change(about: string, values: Partial<R> | null): void {
    const change = { about, values };
    this.#merge(change);
    this.#journal.append(change);
  }

  #merge({ about, values }: Change<R>): void {
    this.#changes.set(about, values === null ? null : { ...this.#changes.get(about), ...values });
  }
}

/** The part of the control interface that every agency with records has. */
export function recordControls<R extends object>(records: Records<R>): Controls {
  return {
    "GET /control/records": (_wish, query) => ({ record: records.get(query.get("about") ?? "") ?? null }),
    "POST /control/records": ({ about, values }) => {
      if (typeof about !== "string" || typeof values !== "object") throw new ControlError("about and values");
      records.change(about, values as Partial<R> | null);
      return { record: records.get(about) ?? null };
    },
  };
}
