import { newId } from "../../foundation/ids/index.ts";
import type { BillSection } from "../catalogue/index.ts";
import type { ConnectorBiller, OpenConnector } from "./adapter.ts";
import type { Biller, BillQuery, Reversal, ReversalAnswer, WriteOff, WriteOffAnswer } from "./biller.ts";
import { checkBills } from "./check-bills.ts";
import { AgencyFailure, AgencyRefusal, type AgencyRequest } from "./contract.ts";

type Parts = {
  readonly clock: () => Date;
  readonly billOf: (operation: string) => BillSection | undefined;
  /** One guarded call: gate, breaker, time limit. */
  readonly call: <T>(
    of: Pick<AgencyRequest, "city" | "agency">,
    work: (connector: OpenConnector, signal: AbortSignal) => Promise<T>,
  ) => Promise<T>;
};

/** Billers through their agencies' connectors, with the same guards as every other call, and answers checked before they are used. */
export function billerThrough({ clock, billOf, call }: Parts): Required<Biller> {
  const asking = <T>(
    of: { readonly city: string; readonly agency: string },
    caller: AbortSignal,
    work: (biller: ConnectorBiller, signal: AbortSignal) => Promise<T>,
  ): Promise<T> =>
    call(of, async (connector, signal) => {
      if (!connector.biller) throw new AgencyFailure("not_connected", "the connector knows of no bills");
      try {
        return await work(connector.biller, AbortSignal.any([signal, caller]));
      } catch (error) {
        // Whoever asked has left: that says nothing of the biller.
        if (caller.aborted && !signal.aborted) throw new AgencyFailure("busy", "the caller has left");
        throw error;
      }
    });

  const settling = (write: WriteOff, signal: AbortSignal, which: "writeOff" | "queryWriteOff") =>
    asking(write, signal, async (biller, within): Promise<WriteOffAnswer> => {
      checkWrite(write);
      const { city, agency, operation, key } = write;
      const request = { city, agency, operation, key, parameters: {} };
      try {
        const { answer, key: repeated } = await biller[which](request, write, within);
        if (answer.kind === "done" && repeated !== key) {
          throw new AgencyFailure("wrong_person", "the answer is about another payment");
        }
        return answer;
      } catch (error) {
        if (!(error instanceof AgencyRefusal)) throw error;
        return { kind: "refused", code: "other", say: error.say };
      }
    });

  return {
    bills: async (query, signal) => {
      const request = requestOf(query, clock());
      const ask = () =>
        asking(query, signal, async (biller, within) =>
          checkBills(await biller.bills(request, within), request, billOf(query.operation)),
        );
      try {
        return await ask();
      } catch (error) {
        // The connection broke before an answer: once more, with the same key.
        if (!(error instanceof AgencyFailure) || error.reason !== "down" || signal.aborted) throw error;
        return await ask();
      }
    },
    writeOff: (write, signal) => settling(write, signal, "writeOff"),
    queryWriteOff: (write, signal) => settling(write, signal, "queryWriteOff"),
    reverse: (reversal, signal) =>
      asking(reversal, signal, async (biller, within): Promise<ReversalAnswer> => {
        if (!biller.reverse) throw new AgencyFailure("not_connected", "the connector knows of no reversals");
        checkReversal(reversal);
        const { city, agency, operation, reversal: key } = reversal;
        try {
          const told = await biller.reverse({ city, agency, operation, key, parameters: {} }, reversal, within);
          if (told.answer.kind === "done" && told.reversal !== key) {
            throw new AgencyFailure("wrong_person", "the answer is about another refund");
          }
          return told.answer;
        } catch (error) {
          if (!(error instanceof AgencyRefusal)) throw error;
          return { kind: "refused", say: error.say };
        }
      }),
    dailyFile: ({ city, agency, day }, signal) => {
      // Until the first line the guards hold; how long the rest may take is the caller's.
      const reading = new AbortController();
      const end = () => reading.abort(signal.reason);
      signal.addEventListener("abort", end, { once: true });
      if (signal.aborted) end();
      return call({ city, agency }, (connector, within) => {
        const file = connector.biller?.dailyFile;
        if (!file) throw new AgencyFailure("not_connected", "the connector knows of no daily file");
        const late = () => reading.abort(within.reason);
        within.addEventListener("abort", late, { once: true });
        return file(day, reading.signal).finally(() => within.removeEventListener("abort", late));
      });
    },
  };
}

function requestOf({ city, agency, operation, person, parameters }: BillQuery, now: Date): AgencyRequest {
  const key = `bills-${newId(now)}`;
  return { city, agency, operation, parameters, key, ...(person ? { person } : {}) };
}

/** A mistake of ours is not sent. */
function checkWrite({ reference, key, amount_fen }: WriteOff): void {
  const isAmount = amount_fen > 0n && amount_fen <= BigInt(Number.MAX_SAFE_INTEGER);
  if (reference === "" || key === "" || !isAmount) throw new Error("a write-off names bill, payment and amount");
}

function checkReversal({ reference, key, reversal, amount_fen }: Reversal): void {
  const isAmount = amount_fen > 0n && amount_fen <= BigInt(Number.MAX_SAFE_INTEGER);
  if (reference === "" || key === "" || reversal === "" || !isAmount) {
    throw new Error("a reversal names bill, payment, refund and amount");
  }
}
