/** The sample pages, in the order one looks at them. */
export const galleryPages = [
  "parts",
  "home",
  "guide",
  "form",
  "form-errors",
  "check",
  "case",
  "booking",
  "sign-in",
  "desk",
  "case-desk",
  "desk-empty",
] as const;

export type GalleryPage = (typeof galleryPages)[number];
