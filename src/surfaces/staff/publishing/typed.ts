/** What stands in the forms, as it was typed. */
export const agencyFields = [
  ...(["nameZh", "nameEn", "phone"] as const),
  ...(["venueZh", "venueEn", "addressZh", "addressEn", "hoursZh", "hoursEn"] as const),
] as const;
export type TypedAgency = Readonly<Record<(typeof agencyFields)[number], string>>;

export type TypedWithdrawal = Readonly<Record<"service" | "on" | "announcementZh" | "announcementEn", string>>;
