import type { Adapter } from "../../domain/agencies/index.ts";
import { envelope } from "./envelope/index.ts";
import { fileDrop } from "./file-drop/index.ts";
import { json } from "./json/index.ts";
import { standard } from "./standard/index.ts";
import { xml } from "./xml/index.ts";

/** Every dialect we speak with agencies' systems, by the name a configuration gives it. */
export const agencyAdapters: ReadonlyMap<string, Adapter> = new Map(
  [standard, json, envelope, xml, fileDrop].map((adapter) => [adapter.name, adapter]),
);
