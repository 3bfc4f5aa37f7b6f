import { clamd } from "../../../domain/documents/index.ts";
import type { Settings } from "../../../settings.ts";
import type { Finding } from "./checks.ts";

/** Milliseconds the scanner has for a few bytes. */
const waitLimit = 5_000;

/** Whether files are looked at for viruses: asked to look at a few harmless bytes, as it is asked about every file. */
export async function checkScanner(settings: Pick<Settings, "clamd">): Promise<Finding[]> {
  const check = "scanner";
  if (settings.clamd === undefined) {
    const say = "no virus scanner looks at what residents send";
    return [{ check, state: "warn", say, remedy: "install ClamAV and set CLAMD (docs/operating/virus-scanner.md)" }];
  }
  const where = "path" in settings.clamd ? settings.clamd.path : `${settings.clamd.host}:${settings.clamd.port}`;
  try {
    const scan = await clamd(settings.clamd, { waitLimit }).begin();
    try {
      await scan.push(Buffer.from("onewindow doctor"));
      await scan.finish();
    } finally {
      scan.abort();
    }
    return [{ check, state: "good", say: `${where} looks at every file` }];
  } catch (error) {
    const { cause } = error as Error;
    const why = cause instanceof Error ? cause.message : "it takes harmless bytes for a virus";
    const say = `${where} does not do its work (${why}): no file can be sent`;
    return [{ check, state: "bad", say, remedy: "start clamd, or correct CLAMD (docs/operating/virus-scanner.md)" }];
  }
}
