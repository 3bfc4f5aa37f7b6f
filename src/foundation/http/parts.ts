import type { Readable } from "node:stream";
import type { FastifyRequest } from "fastify";
import { Refusal } from "../refusal.ts";
import { bodyLimits, checkText, type FormFields } from "./bodies.ts";
import { csrfField } from "./csrf.ts";
import { says } from "./words.ts";

/** A file on its way in. Its name and type are what the sender claims; `stream` has to be read to its end. */
export type IncomingFile = {
  readonly field: string;
  readonly name: string;
  readonly claimedType: string;
  readonly stream: Readable;
};

const unkeepable = /[\u0000-\u001f\u007f]/g;

/**
 * Reads a posted form with files, one part after the other, handing every file to `take` while it arrives. The form's token
 * comes before the first file, so that a forged form stores nothing.
 * @throws Refusal 403, 413, 400; what `take` stored before is the caller's to clean up.
 */
export async function readParts<Taken>(
  request: FastifyRequest,
  take: (file: IncomingFile) => Promise<Taken>,
): Promise<{ readonly fields: FormFields; readonly files: readonly Taken[] }> {
  const { files: allowed, withoutCsrf, anyCharacters = false } = request.routeOptions.config;
  if (allowed === undefined) throw new Error("the route does not say which files it takes: config.files");
  const fields: Record<string, string | string[]> = Object.create(null);
  const files: Taken[] = [];
  let trusted = withoutCsrf !== undefined;
  const limits = {
    fileSize: allowed.maxBytes,
    files: allowed.maxFiles,
    fields: bodyLimits.fields,
    fieldSize: bodyLimits.body,
    parts: bodyLimits.fields + allowed.maxFiles,
  };
  for await (const part of request.parts({ limits })) {
    // A part may leave out its name; it is nobody's answer then.
    if (typeof part.fieldname !== "string") throw new Refusal({ code: "bad_form", status: 400, say: says.badForm });
    checkText(part.fieldname);
    if (part.type === "file") {
      if (!trusted) throw forged();
      // The types promise a name; browsers leave it out where no file was chosen.
      const sent: string | undefined = part.filename;
      const claimed = anyCharacters ? sent?.replaceAll(unkeepable, "").toWellFormed() : sent;
      checkText(claimed ?? "");
      const file = {
        field: part.fieldname,
        name: baseName(claimed ?? ""),
        claimedType: part.mimetype,
        stream: part.file,
      };
      const taken = await take(file);
      if (part.file.truncated) throw new Refusal({ code: "file_too_large", status: 413, say: says.fileTooLarge });
      // What take left unread would hold up the parts behind it.
      part.file.resume();
      files.push(taken);
    } else {
      const value = String(part.value ?? "");
      if (!anyCharacters) checkText(value);
      if (part.valueTruncated) throw new Refusal({ code: "body_too_large", status: 413, say: says.bodyTooLarge });
      if (part.fieldname === csrfField) trusted ||= request.holdsCsrf(value);
      else {
        const before = fields[part.fieldname];
        fields[part.fieldname] = before === undefined ? value : [before, value].flat();
      }
    }
  }
  if (!trusted) throw forged();
  return { fields, files };
}

export function forged(): Refusal {
  return new Refusal({ code: "forged_form", status: 403, say: says.forged });
}

/** The last part of a claimed name, at most 200 characters: names are shown, never used as paths. */
function baseName(claimed: string): string {
  const name = claimed.split(/[/\\]/).at(-1)?.trim() ?? "";
  return name === "" || name === "." || name === ".." ? "file" : [...name].slice(0, 200).join("");
}
