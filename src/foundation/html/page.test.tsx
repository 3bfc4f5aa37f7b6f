import { HtmlValidate } from "html-validate";
import { describe, expect, it } from "vitest";
import { assetPath, assets } from "./assets.ts";
import { cssFor } from "./css.ts";
import { galleryPage, galleryPages } from "./gallery.tsx";
import { iconNames, spriteFor, symbol } from "./icons.ts";
import { contentSecurityPolicy, type PageProps, renderPage, renderPart } from "./page.tsx";
import { PublicNumber } from "./parts/actions.tsx";
import { errorFor, fieldId, TextInput } from "./parts/fields.tsx";
import { Icon } from "./parts/icon.tsx";
import { LinkList, QrCode } from "./parts/lists.tsx";
import { ErrorSummary } from "./parts/notices.tsx";
import { ClockBar } from "./parts/state.tsx";

const plain: PageProps = {
  kind: "resident",
  language: "zh",
  mode: "standard",
  title: "样例",
  path: "/320500/search?q=a%26b&lang=zh",
  demonstration: false,
  complaintHref: "/complain",
  privacyHref: "/privacy",
  main: <h1>样例</h1>,
};

describe("a page", () => {
  const validator = new HtmlValidate({
    extends: ["html-validate:recommended", "html-validate:a11y"],
    rules: {
      // The renderer's own spelling: boolean attributes are empty, void elements and SVG shapes close themselves.
      "attribute-boolean-style": "off",
      "attribute-empty-style": "off",
      "void-style": "off",
      "no-trailing-whitespace": "off",
      "long-title": "off",
      // Telephone numbers stand in links; a non-breaking space in 12345 has no place.
      "tel-non-breaking": "off",
      "doctype-style": "off",
      // Checkboxes of one question share its name; the server reads them as a list.
      "form-dup-name": ["error", { shared: ["radio", "submit", "checkbox"] }],
    },
  });

  it.each(galleryPages)("of the gallery, %s, is valid HTML", async (name) => {
    for (const language of ["zh", "en"] as const) {
      const report = await validator.validateString(renderPage(galleryPage(name, { language, mode: "standard" })));
      const messages = report.results.flatMap((result) =>
        result.messages.map((m) => `${m.ruleId}: ${m.message} (${m.selector})`),
      );
      expect(messages).toEqual([]);
    }
  });

  it("carries no inline style, handler or script, and the style its policy names", () => {
    for (const name of galleryPages) {
      const props = galleryPage(name, { language: "zh", mode: "large" });
      const html = renderPage(props);
      expect(html).not.toMatch(/<[^>]+\sstyle=/);
      expect(html).not.toMatch(/<[^>]+\son[a-z]+=/);
      expect([...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag)).toEqual([
        `<script src="${assetPath("app.js")}" defer>`,
      ]);
      const style = cssFor(props.kind, props.city?.colour);
      expect(html).toContain(`<style>${style.text}</style>`);
      expect(contentSecurityPolicy({ kind: props.kind, colour: props.city?.colour })).toContain(
        `style-src 'sha256-${style.sha256}'`,
      );
    }
  });

  it("throws at inline styles and handlers, and lets no javascript address through", () => {
    expect(() => renderPart(<p style="color:red">x</p>, "zh")).toThrow(/inline/);
    expect(() => renderPart(<details onToggle={() => undefined}>x</details>, "zh")).toThrow(/inline/);
    const items = [
      " javascript:alert(1)",
      "JavaScript:alert(1)",
      "java\nscript:alert(1)",
      "\u0001javascript:alert(1)",
      "data:text/html,x",
      "vbscript:x",
    ].map((href) => ({
      href,
      label: "x",
    }));
    expect(
      renderPart(<LinkList items={items} />, "zh")
        .match(/href="[^"]*"/g)
        ?.filter((href) => !href.startsWith('href="#')),
    ).toEqual([]);
    const kept = ["/me", "?a=b:c", "#x", "https://example.cn/", "tel:12345", "mailto:a@example.cn", "page", "/a b:c"];
    const html = renderPart(<LinkList items={kept.map((href) => ({ href, label: href }))} />, "zh");
    for (const href of kept) expect(html).toContain(`href="${href}"`);
  });

  it("escapes what people wrote, in the title and in the text", () => {
    const html = renderPage({
      ...plain,
      title: `</title><script>"&`,
      description: `"><b>`,
      main: <h1>{"<img onerror=x>"}</h1>,
    });
    expect(html).toContain("<title>&lt;/title&gt;&lt;script&gt;&quot;&amp; · 一窗</title>");
    expect(html).toContain('content="&quot;&gt;&lt;b&gt;"');
    expect(html).toContain("&lt;img onerror=x>");
  });

  it("says that it is a demonstration exactly when it is one", () => {
    expect(renderPage({ ...plain, demonstration: true })).toContain("演示系统");
    expect(renderPage(plain)).not.toContain("演示系统");
  });

  it("keeps the rest of its address when language or size are switched", () => {
    const html = renderPage(plain);
    expect(html).toContain('href="/320500/search?q=a%26b&amp;lang=en"');
    expect(html).toContain('href="/320500/search?q=a%26b&amp;lang=zh&amp;mode=largest"');
  });

  it("names errors in its title and stays out of search engines unless it is public", () => {
    expect(renderPage({ ...plain, failed: true })).toContain("<title>有误 · 样例 · 一窗</title>");
    expect(renderPage(plain)).toContain("noindex");
    expect(renderPage({ ...plain, indexed: true })).not.toContain("noindex");
  });

  it("speaks its own words in the reader's language, and every page has the ways out", () => {
    const html = renderPage({ ...plain, language: "en", filingNumber: "12-3" });
    expect(html).toContain('<html lang="en" dir="ltr"');
    expect(html).toContain("Complaints and suggestions");
    expect(html).toContain("Filing number: 12-3");
    expect(renderPage({ ...plain, dir: "rtl" })).toContain('dir="rtl"');
  });
});

describe("icons", () => {
  it("all exist in the set and have a shape", () => {
    for (const name of iconNames)
      expect(symbol(name)).toMatch(new RegExp(`^<symbol id="i-${name}" viewBox="0 0 24 24"><path `));
  });

  it("come once each, and only those the page uses", () => {
    const html = renderPart(
      [<Icon name="home" key="1" />, <Icon name="home" key="2" />, <Icon name="car" key="3" />],
      "zh",
    );
    expect(spriteFor(html).match(/<symbol id="[^"]+"/g)).toEqual(['<symbol id="i-home"', '<symbol id="i-car"']);
    expect(spriteFor("<p>text</p>")).toBe("");
  });
});

describe("assets", () => {
  it("live under paths that change with their bytes", () => {
    for (const [path, asset] of assets()) {
      expect(path).toMatch(/^\/assets\/[a-z]+\.[0-9a-f]{16}\.(js|svg)$/);
      expect(asset.etag).toBe(`"${path.split(".")[1]}"`);
      expect(asset.body.length).toBeGreaterThan(100);
    }
  });
});

describe("fields", () => {
  const errors = [
    { field: "address.street", code: "required", message: { zh: "请填写街道", en: "Enter the street" } },
    { field: "address.street", code: "length", message: { zh: "太长", en: "Too long" } },
  ];

  it("are reached by the links of the error summary", () => {
    const html = renderPart(
      <>
        <ErrorSummary errors={errors.slice(0, 1)} />
        <TextInput name="address.street" label="街道" hint="写全" error={errorFor(errors, "address.street", "zh")} />
      </>,
      "zh",
    );
    const id = fieldId("address.street");
    expect(html).toContain(`href="#${id}"`);
    expect(html).toContain(`id="${id}"`);
    expect(html).toContain(`aria-describedby="${id}-hint ${id}-error"`);
    expect(html).toContain("请填写街道");
    expect(html).not.toContain("太长");
  });

  it("never share an id", () => {
    const ids = ["a.b", "a-b", "a_b", "a b", "ab", "a_2e_b"].map(fieldId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("a QR code", () => {
  it("draws every dark module once", async () => {
    const { create } = await import("qrcode");
    const { modules } = create("https://example.cn/", { errorCorrectionLevel: "M" });
    const html = renderPart(<QrCode text="https://example.cn/" label="预约码" />, "zh");
    const drawn = [...html.matchAll(/h(\d+)v1/g)].reduce((sum, [, length]) => sum + Number(length), 0);
    expect(drawn).toBe(Array.from(modules.data).filter((bit) => bit !== 0).length);
  });
});

describe("a clock's bar", () => {
  it("stays between empty and full", () => {
    for (const [used, value] of [
      [-1, 0],
      [0.254, 25],
      [7, 100],
    ] as const) {
      expect(renderPart(<ClockBar words="w" used={used} state="running" />, "zh")).toContain(`value="${value}"`);
    }
  });
});

describe("a public number", () => {
  it("is broken between its groups, within one only where it would not fit, and is one text", () => {
    const html = renderPart(<PublicNumber number="430621-20261121-C7K2M9QX4TH-5" />, "zh");
    expect(html).toBe('<span class="number no">430621-<wbr/>20261121-<wbr/>C7K2M9QX4TH-5</span>');
    expect(html.replaceAll(/<[^>]+>/g, "")).toBe("430621-20261121-C7K2M9QX4TH-5");
    for (const kind of ["resident", "staff"] as const) {
      expect(cssFor(kind).text).toContain(".no{overflow-wrap:anywhere}");
    }
    // Within a table that is one it holds together; in the cards of a narrow one it may break.
    expect(cssFor("staff").text).toMatch(
      /@media \(min-width:50\.01em\)\{[^@]*td \.no\{white-space:nowrap\}td \.no wbr\{display:none\}/,
    );
  });

  it("of another shape breaks as text does", () => {
    for (const number of ["EMS1234567890CN", "430621", "<b>"]) {
      expect(renderPart(<PublicNumber number={number} />, "zh")).not.toContain("<span");
    }
  });
});
