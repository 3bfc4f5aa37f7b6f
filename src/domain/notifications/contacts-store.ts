import { statement } from "../../foundation/database/index.ts";

const contact = {
  channel: "text",
  address_sealed: "text?",
  wanted: "bool",
  said_at: "timestamptz",
  verified_at: "timestamptz?",
  bounced_at: "timestamptz?",
  code_hash: "text?",
  code_until: "timestamptz?",
  code_tries: "int4",
  codes_sent: "int4",
  codes_since: "timestamptz?",
} as const;
const columns = Object.keys(contact).join(", ");

export const contactsOfResident = statement({
  name: "notifications.contacts_of",
  scope: "resident",
  params: { resident: "text" },
  row: contact,
  text: `select ${columns} from contacts where resident = :resident order by channel limit 10`,
});

export const lockContact = statement({
  name: "notifications.lock_contact",
  scope: "resident",
  params: { resident: "text", channel: "text" },
  row: contact,
  text: `select ${columns} from contacts where resident = :resident and channel = :channel for update`,
});

export const sayWanted = statement({
  name: "notifications.say_wanted",
  scope: "resident",
  params: { resident: "text", channel: "text", wanted: "bool", now: "timestamptz" },
  row: {},
  text: `
    insert into contacts (resident, channel, wanted, said_at) values (:resident, :channel, :wanted, :now)
    on conflict (resident, channel) do update
      set wanted = excluded.wanted,
        said_at = case when contacts.wanted = excluded.wanted then contacts.said_at else excluded.said_at end`,
});

/** A new address: not proved yet, so nothing goes there but its code. */
export const setAddress = statement({
  name: "notifications.set_address",
  scope: "resident",
  params: {
    resident: "text",
    address_sealed: "text",
    code_hash: "text",
    code_until: "timestamptz",
    codes_sent: "int4",
    codes_since: "timestamptz",
    now: "timestamptz",
  },
  row: {},
  text: `
    insert into contacts (resident, channel, address_sealed, wanted, said_at, code_hash, code_until, code_tries, codes_sent, codes_since)
    values (:resident, 'email', :address_sealed, false, :now, :code_hash, :code_until, 0, :codes_sent, :codes_since)
    on conflict (resident, channel) do update
      set address_sealed = excluded.address_sealed, wanted = false, said_at = excluded.said_at, verified_at = null,
        bounced_at = null, code_hash = excluded.code_hash, code_until = excluded.code_until, code_tries = 0,
        codes_sent = excluded.codes_sent, codes_since = excluded.codes_since`,
});

export const countCodeTry = statement({
  name: "notifications.count_code_try",
  scope: "resident",
  params: { resident: "text" },
  row: {},
  text: `update contacts set code_tries = code_tries + 1 where resident = :resident and channel = 'email'`,
});

export const proveAddress = statement({
  name: "notifications.prove_address",
  scope: "resident",
  params: { resident: "text", now: "timestamptz" },
  row: {},
  text: `
    update contacts
    set verified_at = :now, wanted = true, said_at = :now, bounced_at = null, code_hash = null, code_until = null, code_tries = 0
    where resident = :resident and channel = 'email'`,
});

export const markBounced = statement({
  name: "notifications.mark_bounced",
  scope: "resident",
  params: { resident: "text", channel: "text", now: "timestamptz" },
  row: {},
  text: `
    update contacts set bounced_at = :now
    where resident = :resident and channel = :channel and channel = 'email'`,
});

export const removeContact = statement({
  name: "notifications.remove_contact",
  scope: "resident",
  params: { resident: "text", channel: "text" },
  row: {},
  text: `delete from contacts where resident = :resident and channel = :channel`,
});

export const removeContacts = statement({
  name: "notifications.remove_contacts",
  scope: "resident",
  params: { resident: "text" },
  row: {},
  text: `delete from contacts where resident = :resident`,
});

export const resealContact = statement({
  name: "notifications.reseal_contact",
  scope: "resident",
  params: { resident: "text", channel: "text", address_sealed: "text", old: "text" },
  row: { resident: "text" },
  text: `
    update contacts set address_sealed = :address_sealed
    where resident = :resident and channel = :channel and address_sealed = :old
    returning resident`,
});
