import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkCatalogue } from "../index.ts";

const root = new URL("../../../../catalogue/", import.meta.url).pathname;
const permit = "policing/residence-permit.yaml";
const certificate = "certificates/residence-permit.yaml";
const files = new Map(
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".yaml") && (!path.includes("/") || path === permit || path === certificate))
    .map((path) => [path, readFileSync(join(root, path), "utf8")]),
);

function tooLong(change: (text: string) => string) {
  const before = files.get(certificate) ?? "";
  const text = change(before);
  if (text === before) throw new Error("nothing was changed");
  const { problems } = checkCatalogue(new Map(files).set(certificate, text));
  return { text, found: problems.filter(({ code }) => code === "certificate_too_long") };
}

const line = (number: number) =>
  `  - { id: again_${number}, label: { zh: 居住地住址的全称和门牌号码, en: Address of residence in full with building and door }, value: answers.address, format: address }\n`;

test("a template that a sample fills beyond its page is named with the sample, by how much, and what to do", () => {
  const { text, found } = tooLong((before) =>
    before.replace("validity:", `${Array.from({ length: 12 }, (_, number) => line(number)).join("")}validity:`),
  );
  expect(found).toHaveLength(1);
  const [problem] = found;
  expect(problem).toMatchObject({ file: `catalogue/${certificate}` });
  expect(text.split("\n")[(problem?.line ?? 0) - 1]).toContain("id: name");
  expect(problem?.say.zh).toMatch(/服务“residence-permit”的样例“.+”.*一页放不下.*多出约 \d+ 毫米/);
  expect(problem?.say.en).toMatch(/sample ".+" of the service "residence-permit".* \d+ mm too long/);
  expect(problem?.remedy.zh).toContain("减少或者合并");
  expect(problem?.remedy.en).toContain("Leave out or join lines");
});

test("so is a sentence under the facts that needs more than its two lines", () => {
  const { text, found } = tooLong((before) =>
    before.replace("特发此证。", `${"可以依法享受公共服务和便利，".repeat(12)}特发此证。`),
  );
  expect(found).toHaveLength(1);
  expect(found[0]?.remedy.en).toContain("Shorten this sentence");
  expect(text.split("\n")[(found[0]?.line ?? 0) - 1]).toContain("持证人");
});

test("a few lines more still fit, in smaller letters", () => {
  expect(tooLong((before) => before.replace("validity:", `${line(1)}${line(2)}validity:`)).found).toEqual([]);
});
