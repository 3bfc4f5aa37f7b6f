import type { Browser } from "playwright-core";

/** A file as one has it on the phone. */
export type Paper = { readonly name: string; readonly mimeType: string; readonly buffer: Buffer };

/** A photograph of a paper, a real JPEG: what it says is drawn and taken. */
export async function photographOf(browser: Browser, title: string): Promise<Paper> {
  const page = await drawn(browser, title);
  const buffer = await page.screenshot({ type: "jpeg", quality: 60 });
  await page.context().close();
  return { name: `${title}.jpg`, mimeType: "image/jpeg", buffer };
}

/** The paper as a real PDF. */
export async function pdfOf(browser: Browser, title: string): Promise<Paper> {
  const page = await drawn(browser, title);
  const buffer = await page.pdf({ format: "A5" });
  await page.context().close();
  return { name: `${title}.pdf`, mimeType: "application/pdf", buffer };
}

async function drawn(browser: Browser, title: string) {
  const page = await browser.newPage({ viewport: { width: 480, height: 640 } });
  await page.setContent(`<h1>${title}</h1><p>演示路 18 号 2 栋 501 室</p><p>2025 年 3 月 1 日</p>`);
  return page;
}
