import { onTestFinished } from "vitest";
import { readSettings } from "../../../settings.ts";
import { createLog } from "../../log/index.ts";
import { createMetrics } from "../../metrics/index.ts";
import { createServer, type HttpOptions, type Server } from "../index.ts";

export type Served = { readonly server: Server; readonly lines: () => string };

/** A server of its own for one test, on any free port, with a log that can be read. Stops when the test ends, or when `stopWhen` says. */
export async function serve(
  prepare: (server: Server) => void = () => {},
  env: Record<string, string> = {},
  more: Partial<HttpOptions> = {},
  stopWhen: (stop: () => Promise<void>) => void = onTestFinished,
): Promise<Served> {
  const lines: string[] = [];
  const server = await createServer({
    settings: readSettings({ PORT: "0", ...env }),
    log: createLog({ level: "debug", to: { write: (line) => void lines.push(line) } }),
    metrics: createMetrics(),
    secretKey: Buffer.alloc(32, 7),
    errorPage: ({ status, code, say, reference, language }) => ({
      html: `<!doctype html><title>${status}</title><p id="${code}">${say[language]}<p>${reference}`,
      styles: [],
    }),
    ...more,
  });
  prepare(server);
  stopWhen(() => server.stop(500));
  return { server, lines: () => lines.join("") };
}
