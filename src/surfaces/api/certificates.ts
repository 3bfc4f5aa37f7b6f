import { Type } from "typebox";
import { type Certificate, openFile, takePaper } from "../../domain/documents/index.ts";
import type { Partner } from "../../domain/identity/index.ts";
import { answerBefore, answeredOnce, keptAnswer } from "../../foundation/idempotency/index.ts";
import {
  certificateIn,
  type Doer,
  issuingAgency,
  noSuchCertificate,
  noteReading,
  redeem,
  standingOf,
  standings,
  withdrawCertificate,
} from "../certificate-acts.ts";
import type { House } from "../house.ts";
import { cityOf } from "../page.tsx";
import { demandCity, partnerOf } from "./authorise.ts";
import { type Api, root } from "./endpoint.ts";
import { cityCode, exactly, inCity, instant, nullableInstant, nullableText, oneOf, text } from "./shapes.ts";

const certificateNumber = Type.String({ minLength: 1, maxLength: 64, description: "Number of the certificate" });
const ofCertificate = exactly({ city: cityCode, number: certificateNumber });
const purposes = ["decide", "check", "archive"] as const;

const shown = {
  number: certificateNumber,
  template: Type.String({ description: "Code of the certificate's kind" }),
  title: text,
  state: oneOf(standings, "facts_changed: not revoked, but what it says is no longer so"),
  holder: Type.String(),
  facts: Type.Array(Type.Object({ label: text, value: Type.String() }), { description: "The lines as printed" }),
  issued_on: Type.String({ format: "date" }),
  valid_until: nullableText("Last day, YYYY-MM-DD; null without end"),
  issuer: text,
  revoked_at: nullableInstant,
  facts_changed_at: nullableInstant,
  replaced_by: nullableText("Number of the one that took its place"),
} as const;

/** Certificates for agencies' programs: by a code the holder gave, or by number for those the agency issued itself. */
export function addCertificates(api: Api): void {
  const { house } = api;
  api.add(
    {
      method: "POST",
      path: "/cities/{city}/certificate-codes/redemptions",
      id: "redeemCertificateCode",
      group: "cases",
      owner: "documents",
      summary: { zh: "使用用证码", en: "Use a one-time certificate code" },
      more: {
        zh: "持证人给出的 12 位用证码，10 分钟内有效，只能用一次；持证人看得到是谁、什么时候用的。不对、用过、过期、收回的码回答相同。PDF 只能取一次。",
        en: "The 12 digits the holder gave: valid 10 minutes, for one use, which the holder sees. Wrong, used, old and withdrawn codes get the same answer. The PDF can be fetched once.",
      },
      needs: { agency: "cases.read" },
      limit: "verify",
      params: inCity,
      body: exactly({
        code: Type.String({ minLength: 1, maxLength: 40, description: "Digits; spaces and hyphens do not count" }),
      }),
      answer: Type.Object({
        ...shown,
        purpose: Type.String({ description: "What the holder gave it for" }),
        used_at: instant,
        pdf: Type.String({ description: "Path of the PDF, for one request within 10 minutes, with this token" }),
      }),
      status: 200,
      problems: ["city_not_granted", "city_not_open", "code_not_valid"],
    },
    async ({ params, body, request, idempotency }) => {
      const partner = partnerOf(request);
      const { city } = cityOf(house, params.city);
      demandCity(partner, city);
      // Of another code, or for something else.
      await answerBefore(house.database, city, idempotency);
      const agencies = partner.agency === undefined ? undefined : [partner.agency];
      const doer = doerOf(house, partner);
      const once = idempotency.key;
      const { code, certificate } = await redeem(house, { city, typed: body.code, doer, agencies, once });
      // What the certificate says is read anew; the key only remembers which code it was for.
      await keptAnswer(house.database, city, idempotency, { code: code.id }, house.clock());
      return {
        ...asJson(house, certificate),
        purpose: code.purpose,
        used_at: (code.usedAt ?? house.clock()).toISOString(),
        pdf: `${root}/cities/${city}/certificate-codes/redemptions/${code.id}/pdf`,
      };
    },
  );

  api.add(
    {
      method: "GET",
      path: "/cities/{city}/certificate-codes/redemptions/{id}/pdf",
      id: "fetchCertificatePaper",
      group: "cases",
      owner: "documents",
      summary: { zh: "取用证码对应的 PDF（一次）", en: "Fetch the PDF of a used code, once" },
      needs: { agency: "cases.read" },
      params: exactly({ city: cityCode, id: Type.String({ minLength: 1, maxLength: 64 }) }),
      answer: Type.Any({ description: "application/pdf" }),
      status: 200,
      problems: ["city_not_granted", "city_not_open", "file_not_found"],
    },
    async ({ params, request, reply }) => {
      const partner = partnerOf(request);
      const { city } = cityOf(house, params.city);
      demandCity(partner, city);
      const key = `partner:${partner.client}`;
      const number = await takePaper(house.documents, { city, id: params.id, key, now: house.clock() });
      const { fileId, caseNumber } = await certificateIn(house, city, number);
      const opened = await openFile(house.documents, city, fileId, { caseNumber });
      return reply
        .serializer((value: unknown) => value as string)
        .headers(opened.headers)
        .send(opened.content);
    },
  );

  api.add(
    {
      method: "GET",
      path: "/cities/{city}/certificates/{number}",
      id: "readCertificate",
      group: "cases",
      owner: "documents",
      summary: { zh: "读取本部门签发的证照", en: "Read a certificate the agency issued" },
      more: {
        zh: "每次读取记入持证人看得到的记录；其他部门的证照请用用证码。",
        en: "Every reading is on a record the holder sees; certificates of other agencies are read by code.",
      },
      needs: { agency: "cases.read" },
      limit: "verify",
      params: ofCertificate,
      query: exactly({ purpose: oneOf(purposes, "Why it is read") }),
      answer: Type.Object(shown),
      status: 200,
      problems: ["city_not_granted", "city_not_open", "certificate_not_found", "invalid_fields"],
    },
    async ({ params, query, request }) => {
      const { certificate, partner } = await ofOwnAgency(house, params, partnerOf(request));
      await noteReading(house, certificate, doerOf(house, partner), query.purpose);
      return asJson(house, certificate);
    },
  );

  api.add(
    {
      method: "POST",
      path: "/cities/{city}/certificates/{number}/revocations",
      id: "revokeCertificate",
      group: "cases",
      owner: "documents",
      summary: { zh: "作废证照，或告知情况变化", en: "Revoke a certificate, or say that its facts changed" },
      more: {
        zh: "effect 为 revoke 时证照作废；为 facts_changed 时证照仍证明当日的情况，核验页写明从何时起情况有变化。持证人会收到消息。再次作废不会有第二次变化（changed 为 false）。",
        en: "With effect revoke it stands no more; with facts_changed it goes on certifying its day, and verification says since when things have changed. The holder is told. Another request for the same changes nothing more (changed is false).",
      },
      needs: { agency: "cases.act" },
      params: ofCertificate,
      body: exactly({
        effect: oneOf(["revoke", "facts_changed"]),
        reason: Type.String({
          minLength: 1,
          maxLength: 400,
          description: "For the holder and the file, not for the public",
        }),
      }),
      answer: Type.Object({ number: certificateNumber, state: oneOf(standings), changed: Type.Boolean() }),
      status: 200,
      problems: ["city_not_granted", "city_not_open", "certificate_not_found", "reason_missing"],
    },
    async ({ params, body, request, idempotency }) => {
      const { certificate, partner } = await ofOwnAgency(house, params, partnerOf(request));
      const { effect, reason } = body;
      const { city, number } = certificate;
      const doer = doerOf(house, partner);
      return answeredOnce(house.database, city, idempotency, house.clock(), async () => {
        const changed = await withdrawCertificate(house, certificate, { effect, reason, doer, because: "agency" });
        return { number, state: standingOf(house, await certificateIn(house, city, number)), changed };
      });
    },
  );
}

/** Certificates of other agencies are not found: the answer tells nothing about them. */
async function ofOwnAgency(house: House, params: { city: string; number: string }, partner: Partner) {
  const { city } = cityOf(house, params.city);
  demandCity(partner, city);
  const certificate = await certificateIn(house, city, params.number);
  const mine = partner.agency === undefined || partner.agency === (await issuingAgency(house, certificate));
  if (!mine) throw noSuchCertificate();
  return { certificate, partner };
}

function doerOf(house: House, { client, agency }: Partner): Doer {
  const name = agency === undefined ? undefined : house.catalogue.kindOf(agency)?.name.zh;
  return { kind: "partner", id: client, name: name === undefined ? "" : client, agencyName: name ?? client };
}

function asJson(house: House, certificate: Certificate) {
  const { number, template, facts, validUntil, revokedAt, factsChangedAt, replacedBy } = certificate;
  return {
    ...{ number, template, title: facts.title, state: standingOf(house, certificate), holder: facts.holder },
    facts: facts.lines.map(({ label, value }) => ({ label, value })),
    issued_on: facts.issuedOn,
    valid_until: validUntil,
    issuer: facts.issuer,
    revoked_at: revokedAt?.toISOString() ?? null,
    facts_changed_at: factsChangedAt?.toISOString() ?? null,
    replaced_by: replacedBy,
  };
}
