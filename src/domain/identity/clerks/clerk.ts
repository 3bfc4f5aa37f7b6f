export const roles = ["clerk", "lead", "community", "office", "finance", "auditor", "operator"] as const;
/**
 * clerk and lead work for an agency, community workers file for people, office runs the city, finance keeps its books with what people
 * pay, auditor reads the record, operator runs the installation.
 */
export type Role = (typeof roles)[number];

export function isRole(value: unknown): value is Role {
  return roles.some((role) => role === value);
}

/** Who acts. Clerks of city 000000 belong to the installation. */
export type Clerk = {
  readonly city: string;
  readonly id: string;
  readonly login: string;
  readonly name: string;
  /** Code of the agency kind; clerks and leads always have one. */
  readonly agency: string | undefined;
  readonly roles: readonly Role[];
};

/** A clerk as the city office sees them. */
export type ClerkRecord = Clerk & {
  readonly enrolled: boolean;
  /** Until when the enrolment code that was handed out works. */
  readonly enrolmentUntil: Date | undefined;
  readonly lockedUntil: Date | undefined;
  readonly suspendedAt: Date | undefined;
  readonly createdAt: Date;
};

type Row = {
  city: string;
  id: string;
  login: string;
  name: string;
  agency: string | null;
  roles: string[];
};

export function clerkFromRow(row: Row): Clerk {
  return {
    city: row.city,
    id: row.id,
    login: row.login,
    name: row.name,
    agency: row.agency ?? undefined,
    roles: row.roles.filter(isRole),
  };
}

export function clerkRecordFromRow(
  row: Row & {
    enrolled_at: Date | null;
    enrolment_until: Date | null;
    locked_until: Date | null;
    suspended_at: Date | null;
    created_at: Date;
  },
): ClerkRecord {
  return {
    ...clerkFromRow(row),
    enrolled: row.enrolled_at !== null,
    enrolmentUntil: row.enrolment_until ?? undefined,
    lockedUntil: row.locked_until ?? undefined,
    suspendedAt: row.suspended_at ?? undefined,
    createdAt: row.created_at,
  };
}
