import { fenOfYuan } from "../domain/forms/index.ts";

/** An amount typed in yuan ("1,234.5", "１２元") as fen; undefined where it is none, or below zero. */
export function typedAmount(typed: string): bigint | undefined {
  const fen = fenOfYuan(typed);
  return fen === undefined || fen < 0 ? undefined : BigInt(fen);
}
