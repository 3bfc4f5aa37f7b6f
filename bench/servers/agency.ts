/** An agency's system that answers every bill after so many milliseconds, in a process of its own; tells how often it was asked. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

const after = Number(process.env["BENCH_AGENCY_MS"]);
let asked = 0;

const server = createServer(async (request, response) => {
  asked += 1;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { account } = JSON.parse(Buffer.concat(chunks).toString()) as { account: string };
  await pause(after);
  response.writeHead(200, { "content-type": "application/json" });
  response.end(
    JSON.stringify({ account, holder: "王*", month: "2026-10", used: 186, owed: "98.64", due: "2026-11-25" }),
  );
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));

process.on("message", (message) => {
  if (message === "stop") process.exit(0);
  process.send?.({ asked });
  asked = 0;
});

// The bench is gone: nobody is left to say stop.
process.once("disconnect", () => process.exit(0));
