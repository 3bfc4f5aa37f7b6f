import { createHash } from "node:crypto";
import { createServer, type Server } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { EmbeddedProblem } from "./problem.ts";

function tryListen(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
    );
    // It also keeps the process running while it is held: the guard connection alone would not.
    server.listen(name, () => resolve(server));
  });
}

/**
 * Runs `work` while no other process on this machine starts or stops the server of the same folder.
 * The lock is a socket in Linux's abstract namespace: the kernel drops it with its process, so a killed one leaves nothing stale.
 * @throws EmbeddedProblem `busy` when another process keeps it longer than `patienceMs`.
 */
export async function withLock<T>(folder: string, patienceMs: number, work: () => Promise<T>): Promise<T> {
  const name = `\0onewindow-${createHash("sha256").update(folder).digest("hex").slice(0, 32)}`;
  const deadline = performance.now() + patienceMs;
  let held = await tryListen(name);
  while (!held) {
    if (performance.now() > deadline) {
      throw new EmbeddedProblem(
        "busy",
        `Another process has been starting or stopping the database in ${folder} for ${Math.round(patienceMs / 1000)} seconds. ` +
          "Wait for it or end it, then start again.",
      );
    }
    await pause(50);
    held = await tryListen(name);
  }
  try {
    return await work();
  } finally {
    held.close();
  }
}
