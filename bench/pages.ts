/**
 * Public pages a second from one processor core, and how many bytes they are.
 *
 *   node --import tsx bench/pages.ts [--rounds=3] [--seconds=5] [--connections=64]
 *
 * Program and PostgreSQL are pinned to core 0, the load to core 1.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Load, load } from "./load.ts";
import { startAndWait } from "./support/installation.ts";
import { keepResult, machine, median, root } from "./support/machine.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "5" },
    connections: { type: "string", default: "64" },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const connections = Number(values.connections);
const port = 3990 + (process.pid % 9);

const pages = {
  "choose a city": "/",
  "city home": "/430621",
  guide: "/430621/services/residence-permit",
  search: `/430621/search?q=${encodeURIComponent("暂住证")}`,
  "start of the journey": "/430621/services/residence-permit/start",
} as const;
const encodings = ["br", "gzip", "identity"] as const;

type Answer = { readonly head: number; readonly body: number; readonly text: string };

/** One answer as it is on the wire: bytes of status line and headers, bytes of the body. */
function ask(path: string, encoding: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { "accept-encoding": encoding, "accept-language": "zh", accept: "text/html" };
    const asked = request({ host: "127.0.0.1", port, path, headers }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on("data", (piece: Buffer) => pieces.push(piece));
      answer.on("end", () => {
        const lines = answer.rawHeaders.reduce((sum, part) => sum + Buffer.byteLength(part) + 2, 0);
        const body = Buffer.concat(pieces);
        if (answer.statusCode !== 200) reject(new Error(`${path} answered ${answer.statusCode}`));
        else resolve({ head: lines + 19, body: body.length, text: body.toString() });
      });
    });
    asked.on("error", reject);
    asked.end();
  });
}

const shotFor = (path: string, encoding: string) => {
  const text = `GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nAccept: text/html\r\nAccept-Language: zh\r\nAccept-Encoding: ${encoding}\r\n\r\n`;
  const shot = Buffer.from(text);
  return () => shot;
};

const folder = mkdtempSync(join(tmpdir(), "onewindow-pages-"));
const before = machine();
execFileSync("taskset", ["-cp", "1", String(process.pid)], { stdio: "ignore" });
const env = { ...process.env, DATA_DIR: join(folder, "data"), RATE_LIMIT_FACTOR: "10000", LOG_LEVEL: "info" };
const program = ["-c", "0", `${root}bin/onewindow`, "start", "--demonstration"];
const started = await startAndWait("taskset", program, { cwd: folder, port, env });
try {
  const { text } = await ask("/430621", "identity");
  const script = /<script src="([^"]+)"/.exec(text)?.[1] ?? "";
  const weights: Record<string, Record<string, number>> = {};
  for (const [name, path] of Object.entries(pages)) {
    const weight: Record<string, number> = {};
    for (const encoding of encodings) {
      const page = await ask(path, encoding);
      const asset = await ask(script, encoding);
      weight[encoding] = page.body;
      weight[`${encoding} with headers and script`] = page.head + page.body + asset.head + asset.body;
    }
    weights[name] = weight;
  }

  const speed: Record<string, object> = {};
  for (const [name, path] of Object.entries(pages)) {
    await load({ port, connections, seconds: 2, shot: shotFor(path, "br") });
    const measured: Load[] = [];
    for (let round = 0; round < rounds; round += 1) {
      measured.push(await load({ port, connections, seconds, shot: shotFor(path, "br") }));
    }
    const statuses = [...new Set(measured.flatMap((one) => Object.keys(one.statuses)))];
    if (statuses.join() !== "200") throw new Error(`${path} answered ${statuses.join()}`);
    speed[name] = {
      path,
      perSecond: median(measured.map((one) => one.perSecond)),
      p50Ms: Math.round(10 * median(measured.map((one) => one.p50))) / 10,
      p99Ms: Math.round(10 * median(measured.map((one) => one.p99))) / 10,
      rounds: measured.map((one) => one.perSecond),
    };
  }
  keepResult("pages", {
    benchmark: "pages",
    machine: before,
    method: `a demonstration, program and PostgreSQL pinned to one core, the load to the other; ${connections} connections that ask, wait and ask again, brotli; median of ${rounds} rounds of ${seconds} s after 2 s of warming up`,
    speed,
    bytes: weights,
  });
} finally {
  await started.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
