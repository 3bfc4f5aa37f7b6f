import { join } from "node:path";
import { type Adapter, AgencyFailure } from "../../../domain/agencies/index.ts";
import { checkerOf } from "../check/index.ts";
import { dailyName, laidFile, readDailyFile } from "../http/index.ts";
import { ourTree } from "../mapping/index.ts";
import type { FileDropConfig } from "./config.ts";
import { fileDropOf } from "./exchange.ts";
import { addToSpool } from "./spool.ts";

const notByFile = () => Promise.reject(new AgencyFailure("not_connected", "an agency of files answers overnight"));

/** Bills are asked for now or not at all: by files come only the lines of a day. */
const noBills = { operations: [], bills: notByFile, writeOff: notByFile, queryWriteOff: notByFile };

/**
 * CSV in a directory, out and in, once a night. What is submitted waits in `waiting/` as one small file each until the hour of the
 * nightly file; the agency's reference is our own number, and where a case stands is read from the agency's file.
 */
export const fileDrop: Adapter = {
  name: "file-drop",
  ...checkerOf("file-drop"),
  open: (parts) => {
    const config = parts.config as FileDropConfig;
    const directory = config.directory ?? parts.directory;
    const waiting = join(directory, "waiting");
    const { clock, city } = parts;
    const dailyFileOf =
      (file: NonNullable<FileDropConfig["daily_file"]>, from: string) => async (day: string, signal: AbortSignal) => {
        const chunks = await laidFile(from, dailyName(file.file, { city, day }), file, signal);
        return chunks && readDailyFile(chunks, file);
      };
    return {
      timeout: 10_000,
      keeps: [config.operation],
      lookUp: notByFile,
      submit: async (request) => {
        // Its columns are those of one operation.
        if (request.operation !== config.operation) return notByFile();
        const reference = request.case?.number ?? request.key;
        await addToSpool(waiting, `${request.key}:submit`, {
          act: "submit",
          ours: ourTree(request, clock(), { reference }),
        });
        return { reference };
      },
      follow: notByFile,
      result: notByFile,
      withdraw: async (request, reference) => {
        await addToSpool(waiting, `${request.key}:withdraw`, {
          act: "withdraw",
          ours: ourTree(request, clock(), { reference }),
        });
      },
      files: fileDropOf(config, { ...parts, directory }),
      ...(config.daily_file ? { biller: { ...noBills, dailyFile: dailyFileOf(config.daily_file, directory) } } : {}),
    };
  },
};
