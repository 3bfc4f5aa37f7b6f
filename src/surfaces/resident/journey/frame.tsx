import type { FastifyReply, FastifyRequest } from "fastify";
import { maskIdNumber } from "../../../domain/identity/index.ts";
import { Notice } from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { type Content, sendPersonal } from "../../page.tsx";
import { sendStaff } from "../../staff/frame.ts";
import { assistAddress, type Loaded } from "./load.ts";
import type { Helping } from "./whose.ts";
import { words } from "./words.ts";

/** A page of the journey: in the person's own frame, or in that of staff who fill it in for somebody, which says for whom. */
export function sendJourney(
  loaded: Loaded,
  request: FastifyRequest,
  reply: FastifyReply,
  content: Omit<Content, "city">,
): Promise<FastifyReply> {
  const { house, city, helping } = loaded;
  if (!helping) return sendPersonal(house, request, reply, { ...content, city });
  const main = (
    <>
      <ForWhom helping={helping} language={request.language} />
      {content.main}
    </>
  );
  const w = words(request.language);
  const { back } = content;
  // The first page has none before it: where a journey begins is for people themselves.
  const before =
    back === undefined || back.href.endsWith("/start") ? [] : [{ href: back.href, label: back.label ?? w.pageBefore }];
  const breadcrumb = [{ href: assistAddress(helping), label: w.helping }, ...before];
  return sendStaff(house, request, reply, helping.clerk, { ...content, city, main, breadcrumb }, "assist");
}

function ForWhom({ helping, language }: { helping: Helping; language: Language }) {
  const { person, maskedName } = helping.assist;
  const w = words(language);
  const name = person?.name ?? maskedName ?? "";
  return (
    <Notice title={w.helpingFor({ name })}>
      {person === undefined ? null : <p>{w.helpingWith({ id: maskIdNumber(person.idNumber) })}</p>}
    </Notice>
  );
}
