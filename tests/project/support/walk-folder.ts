import {
  codesOf,
  folderOf,
  issueCertificate,
  makeCode,
  markFactsChanged,
  ownCode,
  redeemCode,
  standingCertificates,
  takePaper,
  withdrawCode,
} from "../../../src/domain/documents/index.ts";
import { cityScope } from "../../../src/foundation/database/index.ts";
import { newId } from "../../../src/foundation/ids/index.ts";
import type { TestHouse } from "../../helpers/house.ts";

const city = "430621";

/** A person's folder: one certificate takes the place of another, is used in an application, shown by a code, and no longer true. */
export async function walkFolder({ house, clock }: TestHouse): Promise<void> {
  const { documents, database } = house;
  const now = clock.now;
  const holder = "rWalkHolder";
  const facts = {
    title: { zh: "居住证", en: "Residence permit" },
    holder: "李明华",
    lines: [{ label: { zh: "地址", en: "Address" }, value: "东方路一号" }],
    issuedOn: "2026-11-16",
    validUntil: "2027-11-15",
    issuer: { zh: "岳阳县公安局", en: "Yueyang County Public Security Bureau" },
  };
  const issue = (caseNumber: string) =>
    issueCertificate(documents, {
      ...{ city, caseNumber, template: "residence-permit", templateVersion: "1", holder, facts, oneValid: true },
      ...{ values: { address: "东方路一号" }, baseUrl: "https://one.example.gov.cn", demonstration: true, now },
    } as Parameters<typeof issueCertificate>[1]);
  await issue("walk-folder-1");
  const certificate = await issue("walk-folder-2");
  const { number } = certificate;
  const today = house.regions.calendarOf(city).dayOf(now);
  const folder = await folderOf(documents, { cities: [city], holder, templates: ["residence-permit"], today });
  if (folder.get("residence-permit")?.number !== number) throw new Error("the folder holds another one");

  const one = { certificate, purpose: "子女入学", now };
  const { id } = await makeCode(documents, { ...one, id: newId(now) });
  const second = await makeCode(documents, { ...one, id: newId(now) });
  await codesOf(documents, { city, number, holder, now });
  await withdrawCode(documents, { city, id: second.id, holder, now });
  const shown = await ownCode(documents, { city, id, holder, now });
  const by = { key: "walk-clerk", name: "县一中", agencies: undefined, once: "walk" };
  await redeemCode(documents, { city, typed: shown?.digits ?? "", by, now }, async () => undefined);
  await takePaper(documents, { city, id, key: by.key, now });
  await standingCertificates(documents, { city, holder, before: new Date(now.getTime() + 1) });
  await database.transaction(cityScope(city), (tx) => markFactsChanged(tx, { city, number, now }));
}
