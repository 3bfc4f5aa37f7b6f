import type { Open } from "./agency.ts";
import type { Fields } from "./json.ts";
import { Registers } from "./registers.ts";
import { needed, nothingKnown, xmlDialect } from "./xml.ts";
import { inKeys, type Key, tableOf, withFile, xmlBilling } from "./xml-billing.ts";

/** A company that meters something: accounts by number, in XML with upper-case keys. */
export function openUtility(shape: {
  readonly operation: string;
  /** The question by which our contract calls the account. */
  readonly account: string;
  readonly keys: Readonly<Record<string, Key>>;
  readonly items?: Readonly<Record<string, Key>>;
}): Open {
  return (kit) => {
    const { own } = kit;
    const registers = new Registers(kit);
    const askedIn = (body: Fields) => ({ number: undefined, parameters: { [shape.account]: needed(body, "YHBH") } });
    const about = (one: { readonly about?: string }) => ({ YHBH: one.about ?? "" });
    const dialect = xmlDialect(own.token, {
      QUERY_ACCOUNT: (body, swapped) => {
        const found = registers.lookUp(shape.operation, askedIn(body));
        if (!found) throw nothingKnown();
        const { entry, says } = found;
        const shown = (swapped ? registers.other(shape.operation, entry) : undefined) ?? entry;
        return {
          ...about(shown),
          ...inKeys(says, shape.keys),
          ...(shape.items ? { ROWS: tableOf(says["items"], shape.items) } : {}),
        };
      },
      ...xmlBilling(registers, {
        asked: (body) => ({ operation: shape.operation, asked: askedIn(body) }),
        about,
        reverses: true,
      }),
    });
    return {
      broken: dialect.broken,
      answer: withFile(dialect.answer, registers.book, own.token),
      controls: registers.book.controls,
      says: {},
      close: async () => registers.book.close(),
    };
  };
}
