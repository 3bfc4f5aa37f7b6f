import { buffer } from "node:stream/consumers";
import type { AgencyFile, AgencyRequest } from "../domain/agencies/index.ts";
import { contentTypes, listCaseFiles, openFile } from "../domain/documents/index.ts";
import type { House } from "./house.ts";

/**
 * The files of a case that its agency takes, in the order of their questions: those that its answers name now, no others. Undefined while
 * one of them is not tied to the case yet.
 */
export async function filesForAgency(
  house: House,
  request: Pick<AgencyRequest, "city" | "agency" | "operation" | "parameters" | "case">,
): Promise<readonly AgencyFile[] | undefined> {
  const { city, agency, operation, parameters, case: about } = request;
  const wanted = Object.entries(parameters).flatMap(([question, value]) => {
    const id = fileIn(value);
    return id !== undefined && house.agencies.wantsFile(city, agency, operation, question) ? [{ question, id }] : [];
  });
  if (wanted.length === 0 || about === undefined) return [];
  const caseNumber = about.number;
  const tied = new Map((await listCaseFiles(house.documents, city, caseNumber)).map((file) => [file.id, file]));
  const files: AgencyFile[] = [];
  for (const { question, id } of wanted) {
    const file = tied.get(id);
    if (file === undefined) return undefined;
    const { name, size, sha256, kind } = file;
    const content = async () => buffer((await openFile(house.documents, city, id, { caseNumber })).content);
    files.push({ ...{ question, id, name, size, sha256, content }, type: contentTypes[kind] });
  }
  return files;
}

function fileIn(answer: unknown): string | undefined {
  if (typeof answer !== "object" || answer === null || !("file" in answer)) return undefined;
  return typeof answer.file === "string" ? answer.file : undefined;
}
