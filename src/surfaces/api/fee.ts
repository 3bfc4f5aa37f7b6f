import { Type } from "typebox";
import type { FeeDue } from "../../domain/catalogue/index.ts";
import type { Text } from "../../foundation/i18n/index.ts";
import { oneOf, text } from "./shapes.ts";

type FeeJson = {
  readonly kind: Exclude<FeeDue["kind"], "none">;
  readonly amount_fen?: number;
  readonly amounts?: readonly { readonly say: Text; readonly amount_fen: number }[];
  readonly say?: Text;
  readonly basis: string;
  readonly charge: "submit" | "decide" | "deliver";
  readonly pay?: "treasury" | "merchant";
  readonly goes_back?: false;
};

const amountFen = Type.Integer({ minimum: 0, description: "fen, a hundredth of a yuan" });

export const feeShape = Type.Unsafe<FeeJson | null>({
  anyOf: [
    Type.Object({
      kind: oneOf(
        ["amount", "amounts", "bill", "local"],
        "amount: known; amounts: one of several, by the answers; bill: what the agency's bill says; local: set by the place",
      ),
      amount_fen: Type.Optional(amountFen),
      amounts: Type.Optional(
        Type.Array(Type.Object({ say: text, amount_fen: amountFen }), { description: "amounts: the first that holds" }),
      ),
      say: Type.Optional(text),
      basis: Type.String({ description: "Legal basis" }),
      charge: oneOf(
        ["submit", "decide", "deliver"],
        "When it is charged: on sending, before the decision, on handing over",
      ),
      pay: Type.Optional(
        oneOf(
          ["treasury", "merchant"],
          "Also paid online, where the city has an account; left out: at the counter alone",
        ),
      ),
      goes_back: Type.Optional(
        Type.Literal(false, { description: "Said where it stays paid, even if the case ends without a result" }),
      ),
    }),
    { type: "null" },
  ],
  description: "Null where it costs nothing",
});

export function feeJson(fee: FeeDue): FeeJson | null {
  switch (fee.kind) {
    case "none":
      return null;
    case "amount":
      return { ...fee, amount_fen: Number(fee.amount_fen) };
    case "amounts": {
      const { rows, ...rest } = fee;
      return { ...rest, amounts: rows.map((row) => ({ ...row, amount_fen: Number(row.amount_fen) })) };
    }
    case "bill":
    case "local":
      return fee;
  }
}
