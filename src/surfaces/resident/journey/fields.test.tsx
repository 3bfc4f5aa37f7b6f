import { describe, expect, it } from "vitest";
import type { Question, QuestionType } from "../../../domain/catalogue/index.ts";
import { fieldNames, questionTypes } from "../../../domain/forms/index.ts";
import { renderPart } from "../../../foundation/html/index.ts";
import { languages } from "../../../foundation/i18n/index.ts";
import { PageFields, QuestionField } from "./fields.tsx";
import type { Places } from "./places.ts";

const options = [1, 2, 3].map((n) => ({ value: `v${n}`, label: { zh: `选项${n}`, en: `Option ${n}` } }));
const ask = (type: QuestionType, more: Partial<Question> = {}): Question => ({
  id: "q",
  type,
  label: { zh: "问题", en: "Question" },
  purpose: "p",
  ...(type === "choice" || type === "choices" ? { options } : {}),
  ...more,
});
const error = (field: string) => ({
  field,
  code: "required",
  message: { zh: "请填写这一项。", en: "Please fill this in." },
});
const evil = '"><script>alert(1)</script>';

describe("a question drawn as a field", () => {
  it.each(questionTypes)("%s: every input is named, labelled and carries the error", (type) => {
    for (const language of languages) {
      const question = ask(type);
      const [first = "q"] = fieldNames(question);
      const html = renderPart(<QuestionField question={question} errors={[error(first)]} />, language);
      for (const name of fieldNames(question)) expect(html).toContain(`name="${name}"`);
      expect(html).toContain(language === "zh" ? "问题" : "Question");
      expect(html).toContain(language === "zh" ? "请填写这一项。" : "Please fill this in.");
      // Where the summary leads must exist: the id is the first field's.
      expect(html).toContain(`id="f-${first.replaceAll("-", "_2d_")}"`);
      expect(html).toMatch(/<label|<legend/);
    }
  });

  it("keeps markup in answers as text", () => {
    for (const type of ["text", "long_text", "name"] as const) {
      const html = renderPart(<QuestionField question={ask(type)} value={evil} errors={[]} />, "zh");
      expect(html).not.toContain("<script>");
      expect(html).toContain("&lt;script>");
    }
    const typed = renderPart(<QuestionField question={ask("phone")} typed={{ "": evil }} errors={[]} />, "zh");
    expect(typed).not.toContain("<script>");
  });

  it("shows what is known with its source and asks for nothing", () => {
    const source = {
      kind: "profile" as const,
      name: { zh: "您的个人资料", en: "Your profile" },
      at: new Date("2026-10-01T00:00:00Z"),
    };
    const known = { value: "13800138000", source };
    const html = renderPart(<QuestionField question={ask("phone")} known={known} errors={[]} />, "zh");
    expect(html).toContain("138****8000");
    expect(html).toContain("您的个人资料");
    expect(html).toContain('name="q-not-right"');
    expect(html).not.toContain('name="q"');
    const asked = renderPart(<QuestionField question={ask("phone")} disputed errors={[]} />, "en");
    expect(asked).toContain('name="q"');
    expect(asked).toContain('name="q-right"');
  });

  it("offers a promise only where one may stand in for the paper, and shows the file there is", () => {
    const file = {
      file: "0193a7c0-0000-7000-8000-000000000001",
      name: "房产证.pdf",
      size: 2048,
      type: "application/pdf",
    };
    expect(renderPart(<QuestionField question={ask("file")} errors={[]} />, "zh")).not.toContain("q-promise");
    const html = renderPart(
      <QuestionField question={ask("file", { or_promise: true })} value={file} errors={[]} />,
      "zh",
    );
    expect(html).toContain("q-promise");
    expect(html).toContain("房产证.pdf");
    expect(html).toContain(`value="${file.file}"`);
  });

  it("writes divisions by name, keeps their code, and offers what may be meant", () => {
    const places: Places = {
      nameOf: (code) => (code === "430621" ? "湖南省岳阳市岳阳县" : undefined),
      offered: () => [
        { value: "430600", label: "湖南省岳阳市" },
        { value: "430621", label: "湖南省岳阳市岳阳县" },
      ],
      meant: () => undefined,
    };
    const html = renderPart(
      <QuestionField
        question={ask("address")}
        value={{ division: "430621", detail: "x" }}
        places={places}
        errors={[]}
      />,
      "zh",
    );
    expect(html).toContain('value="湖南省岳阳市岳阳县"');
    expect(html).toContain('name="q-division-was" value="430621"');
    const open = renderPart(
      <QuestionField question={ask("division")} typed={{ "": "岳阳" }} places={places} errors={[error("q")]} />,
      "zh",
    );
    expect(open).toContain('value="岳阳"');
    expect(open.match(/type="radio" name="q-choice"/g)).toHaveLength(2);
  });

  it("opens a group for each person filled in, and the next one on asking", () => {
    const people = [
      { name: "王芳", resident_id: "11010519491231002X" },
      { name: "李雷", resident_id: "430621198812300016" },
    ];
    const html = renderPart(<QuestionField question={ask("people")} value={people} errors={[]} />, "zh");
    const [open = "", ...behind] = html.split("<details");
    expect(open.match(/<legend>第 \d 位/g)).toHaveLength(2);
    expect(open).toContain('value="李雷"');
    expect(behind).toHaveLength(3);
    expect(html.match(/再加一个人/g)).toHaveLength(3);
    expect(html).not.toContain("<details open");
    const wrong = renderPart(<QuestionField question={ask("people")} errors={[error("q-3-id")]} />, "en");
    expect(wrong.split("<details")[0]).toContain('id="f-q_2d_3_2d_id"');
    expect(wrong.split("Add another person")).toHaveLength(3);
  });

  it("tells the server which questions a page showed, and saves when Enter is pressed", () => {
    const known = {
      value: "x",
      source: { kind: "profile" as const, name: { zh: "资料", en: "Profile" }, at: new Date(0) },
    };
    const questions = [
      { question: ask("name", { id: "name" }), value: undefined, known },
      { question: ask("phone", { id: "phone" }), value: "13800138000", known: undefined },
    ];
    const html = renderPart(
      <PageFields questions={questions} typed={{}} disputed={[]} revision={7} errors={[]} />,
      "zh",
    );
    expect(html).toContain('name="shown" value="phone"');
    expect(html).toContain('name="seen" value="7"');
    expect(/<button[^>]*>/.exec(html)?.[0]).not.toContain("name=");
  });
});
