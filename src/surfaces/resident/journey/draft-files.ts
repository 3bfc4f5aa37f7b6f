import type { Answers } from "../../../domain/catalogue/index.ts";
import { attachFiles, deleteFile, listDraftFiles, openFile, receiveFile } from "../../../domain/documents/index.ts";
import { cityScope } from "../../../foundation/database/index.ts";
import type { House } from "../../house.ts";
import { fileOwner } from "./whose.ts";

/** Ids of the files that answers name. */
export function fileIds({ answers }: { readonly answers: Readonly<Record<string, unknown>> }): string[] {
  return Object.values(answers).flatMap((value) =>
    typeof value === "object" && value !== null && "file" in value && typeof value.file === "string"
      ? [value.file]
      : [],
  );
}

/** Erases what was uploaded for a draft that is given up. */
export async function deleteDraftFiles(house: House, city: string, draft: string): Promise<void> {
  const owner = fileOwner(draft);
  for (const { id } of await listDraftFiles(house.documents, { city, owner, draft })) {
    await deleteFile(house.documents, { city, owner, id, now: house.clock() });
  }
}

/** Of the files that answers name, those that are no longer there: uploaded files are not kept for ever. */
export async function missingFiles(
  house: House,
  city: string,
  draft: string,
  ids: readonly string[],
): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const owner = fileOwner(draft);
  const unsent = new Set((await listDraftFiles(house.documents, { city, owner, draft })).map((file) => file.id));
  const missing: string[] = [];
  for (const id of ids) {
    if (unsent.has(id)) continue;
    // Tied to the case already by a sending whose answer was lost.
    const opened = await openFile(house.documents, city, id, { owner }).catch(() => undefined);
    if (opened === undefined) missing.push(id);
    else opened.content.destroy();
  }
  return missing;
}

/** Ties the files that were sent to their case; again is the same. */
export async function tieFiles(
  house: House,
  sent: { city: string; draft: string; ids: readonly string[]; caseNumber: string },
): Promise<void> {
  const { city, ids, caseNumber } = sent;
  const owner = fileOwner(sent.draft);
  await house.database.transaction(cityScope(city), (tx) => attachFiles(tx, { city, owner, ids, caseNumber }));
}

/**
 * The files of a draft once more in another city, which keeps them under its own keys; again is the same. @returns the answers, naming
 * the copies
 */
export async function copyFiles(
  house: House,
  at: { readonly from: string; readonly to: string; readonly draft: string },
  answers: Answers,
): Promise<Answers> {
  const { from, to, draft } = at;
  const owner = fileOwner(draft);
  const copied: Record<string, unknown> = { ...answers };
  for (const [question, value] of Object.entries(answers)) {
    const [id] = fileIds({ answers: { value } });
    if (id === undefined) continue;
    const { file, content } = await openFile(house.documents, from, id, { owner });
    const now = house.clock();
    const copy = await receiveFile(house.documents, content, {
      city: to,
      owner,
      draft,
      question,
      name: file.name,
      now,
    });
    copied[question] = { ...(value as object), file: copy.id };
  }
  return copied;
}
