import type { TestDesk, Visitor } from "./staff-desk.ts";

const at = "/staff/office/publishing/upload";

export type SentFile = { readonly text: string; readonly name: string };

/** Sends a service file, and a certificate's where there is one, by the upload page's form, as a browser does. */
export async function uploadFiles(
  desk: Pick<TestDesk, "baseUrl">,
  office: Visitor,
  files: { readonly service: SentFile; readonly certificate?: SentFile },
): Promise<{ status: number; location: string; text: string }> {
  const { html } = await office.get(at);
  const form = new FormData();
  form.set("_csrf", /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? "");
  for (const [field, { text, name }] of Object.entries(files))
    form.set(field, new Blob([text], { type: "application/yaml" }), name);
  const cookie = [...office.cookies].map(([key, value]) => `${key}=${value}`).join("; ");
  const answer = await fetch(new URL(at, desk.baseUrl), {
    ...{ method: "POST", body: form, redirect: "manual" },
    headers: { cookie, "accept-language": "zh", origin: desk.baseUrl },
  });
  const main = /<main[\s\S]*<\/main>/.exec(await answer.text())?.[0] ?? "";
  const text = main.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");
  return { status: answer.status, location: answer.headers.get("location") ?? "", text };
}
