import { createServer } from "node:net";
import type { Settings } from "../../settings.ts";
import { InstallationProblem } from "../installation.ts";

/** Names a port that is taken before anything else is started. */
export async function checkPort(settings: Pick<Settings, "host" | "port">): Promise<void> {
  if (settings.port === 0) return;
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: Error & { code?: string }) => {
      if (error.code === "EADDRINUSE") {
        reject(
          new InstallationProblem(
            `port ${settings.port} on ${settings.host} is taken by another program: stop it, or choose another port (PORT=${settings.port + 1} npm start)`,
          ),
        );
      } else if (error.code === "EACCES") {
        reject(
          new InstallationProblem(
            `port ${settings.port} needs more rights than this account has: choose one above 1023`,
          ),
        );
      } else reject(error);
    });
    probe.listen(settings.port, settings.host, () => probe.close(() => resolve()));
  });
}
