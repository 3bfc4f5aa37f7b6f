/** Several kinds of callers at once, in a process of their own: look-ups, city homes, submissions. Each kind has its own numbers. */
import { loadCatalogue } from "../../src/domain/catalogue/index.ts";
import { residentIdCheck } from "../../src/domain/identity/index.ts";
import { catalogueFolder } from "../../src/surfaces/open-house.ts";

export type Callers = {
  readonly what: "look-up" | "home" | "submission";
  readonly name: string;
  readonly city: string;
  /** How many call at once; each waits for its answer. */
  readonly callers: number;
  /** Milliseconds from the beginning of one call to the next of the same caller, where the answer came sooner. */
  readonly every: number;
};
export type Order = {
  readonly port: number;
  readonly token: string;
  readonly seconds: number;
  readonly streams: readonly Callers[];
};
export type Told = {
  readonly name: string;
  /** Answers a second that were 200 or 201. */
  readonly perSecond: number;
  /** Milliseconds until any answer. */
  readonly p50: number;
  readonly p99: number;
  readonly statuses: Readonly<Record<string, number>>;
};

const { services } = await loadCatalogue(catalogueFolder);
const permit = services.get("residence-permit")?.definition.samples[0]?.answers;
/** Each run of the bench has people of its own. */
let serial = 0;

function idNumber(n: number): string {
  const born = new Date(Date.UTC(1950, 0, 1 + Math.floor(n / 1_000)));
  const first = `110105${born.toISOString().slice(0, 10).replaceAll("-", "")}${String(n % 1_000).padStart(3, "0")}`;
  return first + residentIdCheck(first);
}

function requestOf({ what, city }: Callers, token: string): { path: string; init: RequestInit } {
  if (what === "home") return { path: `/${city}`, init: {} };
  serial += 1;
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "idempotency-key": `bench-${serial}`,
  };
  const root = `/api/v1/cities/${city}/services`;
  if (what === "look-up") {
    const answers = { company: "state_grid", account_no: String(4_300_000_000 + serial) };
    const body = JSON.stringify({ answers });
    return { path: `${root}/electricity/lookups`, init: { method: "POST", headers, body } };
  }
  const applicant = {
    name: "李明华",
    id_type: "resident_id",
    id_number: idNumber(serial),
    phone: "13800138000",
  };
  const body = JSON.stringify({ applicant, answers: permit });
  return { path: `${root}/residence-permit/cases`, init: { method: "POST", headers, body } };
}

async function call(stream: Callers, { port, token, seconds }: Order): Promise<Told> {
  const taken: number[] = [];
  const statuses: Record<string, number> = {};
  const begun = performance.now();
  const end = begun + seconds * 1_000;
  await Promise.all(
    Array.from({ length: stream.callers }, async (_, nth) => {
      // Not all in the same moment.
      await pause((nth * stream.every) / stream.callers);
      while (performance.now() < end) {
        const at = performance.now();
        const { path, init } = requestOf(stream, token);
        const signal = AbortSignal.timeout(60_000);
        const answer = await fetch(`http://127.0.0.1:${port}${path}`, { ...init, signal });
        await answer.arrayBuffer();
        taken.push(performance.now() - at);
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        await pause(Math.max(0, at + stream.every - performance.now()));
      }
    }),
  );
  taken.sort((a, b) => a - b);
  const share = (part: number) => Math.round(taken[Math.min(taken.length - 1, Math.floor(taken.length * part))] ?? 0);
  const good = (statuses["200"] ?? 0) + (statuses["201"] ?? 0);
  const lasted = (performance.now() - begun) / 1_000;
  return {
    name: stream.name,
    perSecond: Math.round((good / lasted) * 10) / 10,
    p50: share(0.5),
    p99: share(0.99),
    statuses,
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

process.on("message", (message) => {
  if (message === "stop") process.exit(0);
  const order = message as Order;
  void Promise.all(order.streams.map((stream) => call(stream, order))).then((told) => process.send?.(told));
});
process.send?.("ready");

// The bench is gone: nobody is left to say stop.
process.once("disconnect", () => process.exit(0));
