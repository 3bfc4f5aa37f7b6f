import fc from "fast-check";
import { expect, test } from "vitest";
import { theCatalogue } from "../../../tests/helpers/catalogue.ts";
import { measureRoughly, type PrintedRow, rowHeight, sheetLabels } from "../catalogue/index.ts";
import { drawCertificate } from "./draw.ts";
import type { CertificateFacts } from "./facts.ts";

const facts = (lines: CertificateFacts["lines"]): CertificateFacts => ({
  title: { zh: "个人参保证明", en: "Certificate of social insurance" },
  holder: "欧阳小明",
  lines,
  issuedOn: "2026-11-16",
  validUntil: "2027-11-15",
  issuer: { zh: "岳阳县人力资源和社会保障局", en: "Yueyang County Human Resources and Social Security Bureau" },
  statement: { zh: "兹证明上述情况属实。", en: "The above is so." },
});
const drawn = (lines: CertificateFacts["lines"]) =>
  drawCertificate({
    number: "430621-20261116-Z0000000000-0",
    facts: facts(lines),
    verifyAddress: "https://one.example.gov.cn/verify/430621-20261116-Z0000000000-0?s=x",
    typedAddress: "https://one.example.gov.cn/verify/430621-20261116-Z0000000000-0",
    demonstration: false,
    issuedAt: new Date("2026-11-16T02:00:00Z"),
  }).then(
    () => "drawn",
    (error: { code?: string }) => error.code,
  );

/** By the rough measure: how much of the page's room the rows take in the smallest letters. */
function share(lines: CertificateFacts["lines"]): number {
  const rows: PrintedRow[] = [
    { label: sheetLabels.holder, value: "欧阳小明" },
    ...lines.map(({ label, value }) => ({ label: `${label.zh} ${label.en}`, value })),
    { label: sheetLabels.valid, value: "2027年11月15日  15 November 2027" },
    { label: sheetLabels.number, value: "430621-20261116-Z0000000000-0" },
  ];
  const room = 610 - 233 - 66;
  return rows.reduce((sum, row) => sum + rowHeight(row, 9, measureRoughly), 0) / room;
}

const word = fc.constantFrom(
  "岳阳县",
  "社会保险",
  "参保",
  "Social",
  "insurance",
  "from",
  "1,234.56",
  "2026年11月",
  "（补缴）",
  "of",
);
const value = fc.array(word, { minLength: 1, maxLength: 24 }).map((words) => words.join(" "));
const label = fc.record({
  zh: fc
    .array(fc.constantFrom("缴费", "单位", "名称", "年限"), { minLength: 1, maxLength: 6 })
    .map((all) => all.join("")),
  en: fc
    .array(fc.constantFrom("Employer", "months", "paid", "of"), { minLength: 1, maxLength: 8 })
    .map((all) => all.join(" ")),
});

test("the rough measure of the catalogue's check agrees with the drawing, but for the last tenth of the page", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ label, value }), { minLength: 1, maxLength: 16 }), async (lines) => {
      const estimated = share(lines);
      const outcome = await drawn(lines);
      if (estimated < 0.9) expect(outcome).toBe("drawn");
      if (estimated > 1.1) expect(outcome).toBe("certificate_too_long");
    }),
    { numRuns: 40 },
  );
});

test("either way is met: a short one is drawn, a long one refused", async () => {
  const one = { label: { zh: "缴费单位名称", en: "Employer who paid" }, value: "岳阳县".repeat(40) };
  expect(share([one])).toBeLessThan(0.5);
  expect(await drawn([one])).toBe("drawn");
  const many = Array.from({ length: 16 }, () => one);
  expect(share(many)).toBeGreaterThan(1.1);
  expect(await drawn(many)).toBe("certificate_too_long");
});

test("every certificate of the catalogue fits its page with the samples that lead to it", async () => {
  const { problems } = await theCatalogue();
  expect(problems.filter(({ code }) => code === "certificate_too_long")).toEqual([]);
}, 120_000);
