/** The load, in a process of its own: distinct residents over three cities with the sample's answers, made ready before they fly. */
import { loadCatalogue } from "../../src/domain/catalogue/index.ts";
import { residentIdCheck } from "../../src/domain/identity/index.ts";
import { catalogueFolder } from "../../src/surfaces/open-house.ts";
import { load } from "../load.ts";

const cities = ["430621", "130982", "419001"] as const;
const { services } = await loadCatalogue(catalogueFolder);
const answers = services.get("residence-permit")?.definition.samples[0]?.answers;

/** The n-th of ten million people born between 1950 and 1977, no two with one number. */
function idNumber(n: number): string {
  const born = new Date(Date.UTC(1950, 0, 1 + Math.floor(n / 1_000)));
  const first = `110105${born.toISOString().slice(0, 10).replaceAll("-", "")}${String(n % 1_000).padStart(3, "0")}`;
  return first + residentIdCheck(first);
}

const idMark = "I".repeat(18);
const keyMark = "K".repeat(24);

/** One whole request per city, in which only the number of the person and the key change, both of one length. */
function templates(token: string) {
  return cities.map((city) => {
    const applicant = { name: "李明华", id_type: "resident_id", id_number: idMark, phone: "13800138000" };
    const body = Buffer.from(JSON.stringify({ applicant, answers }));
    const head = [
      `POST /api/v1/cities/${city}/services/residence-permit/cases HTTP/1.1`,
      "host: 127.0.0.1",
      "content-type: application/json",
      `authorization: Bearer ${token}`,
      `idempotency-key: ${keyMark}`,
      `content-length: ${body.length}`,
    ];
    const request = Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]);
    return { request, id: request.indexOf(idMark), key: request.indexOf(keyMark) };
  });
}

type Order = { readonly port: number; readonly connections: number; readonly seconds: number; readonly token: string };

let person = 0;
/** More than any server here answers in a second. */
const mostPerSecond = 16_000;

async function fire({ port, connections, seconds, token }: Order): Promise<void> {
  const made = templates(token);
  const shots: Buffer[] = [];
  for (let i = 0; i < seconds * mostPerSecond; i++) {
    const template = made[i % made.length];
    if (!template) continue;
    const shot = Buffer.from(template.request);
    const n = person++;
    shot.write(idNumber(n), template.id, "latin1");
    shot.write(`bench-${String(n).padStart(18, "0")}`, template.key, "latin1");
    shots.push(shot);
  }
  let next = 0;
  const shot = () => {
    const ready = shots[next++];
    if (!ready) throw new Error("more answers than bodies were made ready: raise mostPerSecond");
    return ready;
  };
  // Making the bodies is not part of the load.
  const before = process.cpuUsage();
  const result = await load({ port, connections, seconds, shot });
  const { user, system } = process.cpuUsage(before);
  process.send?.({ ...result, cpuMicros: user + system });
}

process.on("message", (message) => {
  if (message === "stop") process.exit(0);
  void fire(message as Order);
});
process.send?.("ready");

// The bench is gone: nobody is left to say stop.
process.once("disconnect", () => process.exit(0));
