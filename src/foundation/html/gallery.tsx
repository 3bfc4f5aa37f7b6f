import type { ComponentChildren } from "preact";
import type { Language } from "../i18n/index.ts";
import type { Mode } from "./frame.tsx";
import { type GalleryPage, galleryPages } from "./gallery/names.ts";
import { Parts } from "./gallery/parts.tsx";
import { Booking, Case, Check, Guide, Home, Journey, SignIn } from "./gallery/resident.tsx";
import { speak } from "./gallery/samples.ts";
import { Desk, DeskCase, DeskParts } from "./gallery/staff.tsx";
import type { PageProps } from "./page.tsx";

export { type GalleryPage, galleryPages };

const mains: Record<GalleryPage, (language: Language) => ComponentChildren> = {
  parts: (language) => <Parts language={language} />,
  home: (language) => <Home language={language} />,
  guide: (language) => <Guide language={language} />,
  form: (language) => <Journey language={language} failed={false} />,
  "form-errors": (language) => <Journey language={language} failed />,
  check: (language) => <Check language={language} />,
  case: (language) => <Case language={language} />,
  booking: (language) => <Booking language={language} />,
  "sign-in": (language) => <SignIn language={language} />,
  desk: (language) => <Desk language={language} />,
  "case-desk": (language) => <DeskCase language={language} />,
  "desk-empty": (language) => <DeskParts language={language} />,
};

const staffPages: ReadonlySet<GalleryPage> = new Set(["desk", "case-desk", "desk-empty"]);

/** A page of the gallery: every part and every kind of page with invented data, to look at and to test against. */
export function galleryPage(
  name: GalleryPage,
  reader: { language: Language; mode: Mode; dir?: "ltr" | "rtl" | undefined; colour?: string | undefined },
): PageProps {
  const t = speak(reader.language);
  const staff = staffPages.has(name);
  const frame = {
    language: reader.language,
    mode: reader.mode,
    dir: reader.dir,
    title: name,
    path: `/gallery/${name}`,
    city: { code: "320500", name: t("苏州市", "Suzhou"), mark: "苏", colour: reader.colour ?? "#0f5b5c" },
    demonstration: true,
    complaintHref: "/320500/complain",
    privacyHref: "/320500/privacy",
    filingNumber: t("苏ICP备00000000号", "ICP 00000000"),
    main: mains[name](reader.language),
  };
  if (!staff) {
    const signedIn = name === "home" || name === "case";
    return {
      ...frame,
      kind: "resident",
      failed: name === "form-errors",
      person: signedIn ? { href: "/me", label: t("我的", "Mine") } : undefined,
      signInHref: "/sign-in",
      back: name === "home" ? undefined : { href: "/gallery/parts" },
    };
  }
  return {
    ...frame,
    kind: "staff",
    city: { ...frame.city, name: t("苏州市 · 办件台", "Suzhou · desk") },
    sections: [
      { href: "/gallery/desk", label: t("收件箱", "Inbox"), current: name !== "desk-empty" },
      { href: "/gallery/desk-empty", label: t("窗口", "Counters"), current: name === "desk-empty" },
      { href: "/gallery/parts", label: t("部件", "Parts") },
    ],
    person: { href: "/staff/me", label: t("周婷", "Zhou Ting") },
    signOut: { action: "/staff/sign-out", hidden: { token: "sample" } },
    breadcrumb: name === "case-desk" ? [{ href: "/gallery/desk", label: t("收件箱", "Inbox") }] : undefined,
  };
}
