import { statement } from "../../../foundation/database/index.ts";

const clerkColumns = {
  city: "text",
  id: "uuid",
  login: "text",
  name: "text",
  agency: "text?",
  roles: "text[]",
  enrolled_at: "timestamptz?",
  enrolment_until: "timestamptz?",
  locked_until: "timestamptz?",
  suspended_at: "timestamptz?",
  created_by: "text",
  created_at: "timestamptz",
} as const;

export const clerkRow = statement({
  name: "identity.clerk_row",
  scope: "city",
  params: { city: "text", id: "uuid" },
  row: clerkColumns,
  text: `
    select city, id, login, name, agency, roles, enrolled_at, enrolment_until, locked_until, suspended_at, created_by,
      created_at
    from clerks
    where city = :city and id = :id`,
});

export const clerksPage = statement({
  name: "identity.clerks_page",
  scope: "city",
  params: { city: "text", agency: "text?", after: "text", limit: "int4" },
  row: clerkColumns,
  text: `
    select city, id, login, name, agency, roles, enrolled_at, enrolment_until, locked_until, suspended_at, created_by,
      created_at
    from clerks
    where city = :city and login > :after and (:agency::text is null or agency = :agency)
    order by login
    limit :limit::int4`,
});

export const lockClerk = statement({
  name: "identity.lock_clerk",
  scope: "city",
  params: { city: "text", id: "uuid" },
  row: {
    ...clerkColumns,
    password: "text?",
    totp_secret: "text?",
    totp_last_step: "int8?",
    failed: "int4",
    locks: "int4",
    enrolment_hash: "text?",
    enrolment_totp: "text?",
  },
  text: `
    select city, id, login, name, agency, roles, enrolled_at, enrolment_until, locked_until, suspended_at, created_by,
      created_at, password, totp_secret, totp_last_step, failed, locks, enrolment_hash, enrolment_totp
    from clerks
    where city = :city and id = :id
    for update`,
});

/** Everyone who holds a role and can use it, locked in one order, so that two cannot each leave only the other. */
export const lockHolders = statement({
  name: "identity.lock_holders",
  scope: "city",
  params: { city: "text", role: "text" },
  row: { id: "uuid" },
  text: `
    select id from clerks
    where city = :city and :role = any (roles) and suspended_at is null and enrolled_at is not null
    order by id
    for update`,
});

/** Roles that somebody holds and can use, by agency, of many cities. */
export const rolesOfCities = statement({
  name: "identity.roles_of_cities",
  scope: "city",
  params: { cities: "text[]", limit: "int4" },
  row: { city: "text", agency: "text?", roles: "text[]" },
  text: `
    select city, agency, array_agg(distinct role) as roles
    from clerks cross join unnest(roles) as role
    where city = any (:cities) and suspended_at is null and enrolled_at is not null
    group by city, agency
    order by city, agency
    limit :limit`,
});

export const addClerkRow = statement({
  name: "identity.add_clerk_row",
  scope: "city",
  params: {
    city: "text",
    id: "uuid",
    login: "text",
    name: "text",
    agency: "text?",
    roles: "text[]",
    enrolment_hash: "text?",
    enrolment_until: "timestamptz?",
    enrolled_at: "timestamptz?",
    created_by: "text",
    now: "timestamptz",
  },
  row: {},
  text: `
    insert into clerks
      (city, id, login, name, agency, roles, failed, locks, enrolment_hash, enrolment_until, enrolled_at, created_by,
       created_at, changed_at)
    values
      (:city, :id, :login, :name, :agency, :roles, 0, 0, :enrolment_hash, :enrolment_until, :enrolled_at, :created_by,
       :now, :now)`,
});

export const addLogin = statement({
  name: "identity.add_login",
  scope: "shared",
  params: { login_hash: "text", city: "text", clerk: "uuid" },
  row: { clerk: "uuid" },
  text: `
    insert into staff_logins (login_hash, city, clerk) values (:login_hash, :city, :clerk)
    on conflict (login_hash) do nothing
    returning clerk`,
});

export const findLogin = statement({
  name: "identity.find_login",
  scope: "shared",
  params: { login_hash: "text" },
  row: { city: "text", clerk: "uuid" },
  text: `select city, clerk from staff_logins where login_hash = :login_hash`,
});

export const changeClerkRow = statement({
  name: "identity.change_clerk_row",
  scope: "city",
  params: { city: "text", id: "uuid", name: "text", agency: "text?", roles: "text[]", now: "timestamptz" },
  row: {},
  text: `
    update clerks set name = :name, agency = :agency, roles = :roles, changed_at = :now
    where city = :city and id = :id`,
});

export const setSuspended = statement({
  name: "identity.set_suspended",
  scope: "city",
  params: { city: "text", id: "uuid", suspended_at: "timestamptz?", now: "timestamptz" },
  row: {},
  text: `
    update clerks set suspended_at = :suspended_at, changed_at = :now
    where city = :city and id = :id`,
});

/** A new enrolment begins: what was proved before counts no longer. */
export const beginAgain = statement({
  name: "identity.begin_again",
  scope: "city",
  params: { city: "text", id: "uuid", enrolment_hash: "text", enrolment_until: "timestamptz", now: "timestamptz" },
  row: {},
  text: `
    update clerks set
      password = null, totp_secret = null, totp_last_step = null, enrolled_at = null, enrolment_totp = null,
      failed = 0, locks = 0, locked_until = null,
      enrolment_hash = :enrolment_hash, enrolment_until = :enrolment_until, changed_at = :now
    where city = :city and id = :id`,
});

export const offerTotp = statement({
  name: "identity.offer_totp",
  scope: "city",
  params: { city: "text", id: "uuid", enrolment_totp: "text" },
  row: {},
  text: `update clerks set enrolment_totp = :enrolment_totp where city = :city and id = :id`,
});

export const finishEnrolment = statement({
  name: "identity.finish_enrolment",
  scope: "city",
  params: {
    city: "text",
    id: "uuid",
    password: "text",
    totp_secret: "text",
    totp_last_step: "int8",
    now: "timestamptz",
  },
  row: {},
  text: `
    update clerks set
      password = :password, totp_secret = :totp_secret, totp_last_step = :totp_last_step, enrolled_at = :now,
      enrolment_hash = null, enrolment_until = null, enrolment_totp = null,
      failed = 0, locks = 0, locked_until = null, changed_at = :now
    where city = :city and id = :id`,
});

export const setPassword = statement({
  name: "identity.set_password",
  scope: "city",
  params: { city: "text", id: "uuid", password: "text", now: "timestamptz" },
  row: {},
  text: `update clerks set password = :password, changed_at = :now where city = :city and id = :id`,
});

export const countFailure = statement({
  name: "identity.count_failure",
  scope: "city",
  params: { city: "text", id: "uuid", failed: "int4", locks: "int4", locked_until: "timestamptz?" },
  row: {},
  text: `
    update clerks set failed = :failed, locks = :locks, locked_until = :locked_until
    where city = :city and id = :id`,
});

export const countSuccess = statement({
  name: "identity.count_success",
  scope: "city",
  params: { city: "text", id: "uuid", totp_last_step: "int8?" },
  row: {},
  text: `
    update clerks set failed = 0, locks = 0, locked_until = null, totp_last_step = :totp_last_step
    where city = :city and id = :id`,
});

export const removeRecoveryCodes = statement({
  name: "identity.remove_recovery_codes",
  scope: "city",
  params: { city: "text", clerk: "uuid" },
  row: {},
  text: `delete from clerk_recovery_codes where city = :city and clerk = :clerk`,
});

export const addRecoveryCodes = statement({
  name: "identity.add_recovery_codes",
  scope: "city",
  params: { city: "text", clerk: "uuid", hashes: "text[]" },
  row: {},
  text: `
    insert into clerk_recovery_codes (city, clerk, code_hash)
    select :city, :clerk, hash from unnest(:hashes::text[]) as hash`,
});

export const useRecoveryCode = statement({
  name: "identity.use_recovery_code",
  scope: "city",
  params: { city: "text", clerk: "uuid", code_hash: "text", now: "timestamptz" },
  row: { clerk: "uuid" },
  text: `
    update clerk_recovery_codes set used_at = :now
    where city = :city and clerk = :clerk and code_hash = :code_hash and used_at is null
    returning clerk`,
});

export const addProposal = statement({
  name: "identity.add_proposal",
  scope: "city",
  params: {
    city: "text",
    id: "uuid",
    clerk: "uuid",
    proposed_by: "uuid",
    now: "timestamptz",
    expires_at: "timestamptz",
  },
  row: {},
  text: `
    insert into clerk_proposals (city, id, clerk, proposed_by, proposed_at, expires_at)
    values (:city, :id, :clerk, :proposed_by, :now, :expires_at)`,
});

export const openProposals = statement({
  name: "identity.open_proposals",
  scope: "city",
  params: { city: "text", now: "timestamptz", limit: "int4" },
  row: { id: "uuid", clerk: "uuid", proposed_by: "uuid", proposed_at: "timestamptz", expires_at: "timestamptz" },
  text: `
    select id, clerk, proposed_by, proposed_at, expires_at from clerk_proposals
    where city = :city and confirmed_at is null and expires_at > :now
    order by id
    limit :limit::int4`,
});

export const confirmProposal = statement({
  name: "identity.confirm_proposal",
  scope: "city",
  params: { city: "text", id: "uuid", confirmed_by: "uuid", now: "timestamptz" },
  row: { clerk: "uuid", proposed_by: "uuid" },
  text: `
    update clerk_proposals set confirmed_by = :confirmed_by, confirmed_at = :now
    where city = :city and id = :id and confirmed_at is null and expires_at > :now
      and proposed_by <> :confirmed_by and clerk <> :confirmed_by
    returning clerk, proposed_by`,
});

export const anyClerk = statement({
  name: "identity.any_clerk",
  scope: "city",
  params: { city: "text" },
  row: { id: "uuid" },
  text: `select id from clerks where city = :city limit 1`,
});

export const installationKind = statement({
  name: "identity.installation_kind",
  scope: "shared",
  params: {},
  row: { kind: "text" },
  text: `select kind from installation`,
});
