import { statement } from "../../foundation/database/index.ts";

/** Who of these people does not want SMS, and who wants e-mail: everything that is said, as far as it was said. */
export const wishesOf = statement({
  name: "notifications.wishes_of",
  scope: "resident",
  params: { residents: "text[]" },
  row: { resident: "text", channel: "text", wanted: "bool", usable: "bool" },
  text: `
    select resident, channel, wanted, (channel = 'sms' or verified_at is not null) and bounced_at is null as usable
    from contacts where resident = any (:residents)
    order by resident, channel limit 10000`,
});

export const addDeliveries = statement({
  name: "notifications.add_deliveries",
  scope: "resident",
  params: { rows: "jsonb" },
  row: {},
  text: `
    insert into deliveries (resident, reference, message, channel, kind, sealed_values, address_sealed, about, state, tries,
      created_at, changed_at)
    select resident, reference, message, channel, kind, sealed_values, address_sealed, about, 'queued', 0, at, at
    from jsonb_to_recordset(:rows) as g(resident text, reference text, message uuid, channel text, kind text,
      sealed_values text, address_sealed text, about text, at timestamptz)`,
});

export const addToQueue = statement({
  name: "notifications.add_to_queue",
  scope: "shared",
  params: { rows: "jsonb" },
  row: {},
  text: `
    insert into delivery_queue (reference, resident, channel, due_at)
    select reference, resident, channel, due_at
    from jsonb_to_recordset(:rows) as g(reference text, resident text, channel text, due_at timestamptz)`,
});

export const dueDeliveries = statement({
  name: "notifications.due_deliveries",
  scope: "shared",
  params: { channel: "text", now: "timestamptz", limit: "int4" },
  row: { reference: "text", resident: "text", due_at: "timestamptz" },
  text: `
    select reference, resident, due_at from delivery_queue
    where channel = :channel and due_at <= :now
    order by due_at limit :limit::int4`,
});

/** Taken by whoever moves its time first; given back when that time comes and nothing was written down. */
export const takeFromQueue = statement({
  name: "notifications.take_from_queue",
  scope: "shared",
  params: { reference: "text", seen: "timestamptz", until: "timestamptz" },
  row: { reference: "text" },
  text: `
    update delivery_queue set due_at = :until
    where reference = :reference and due_at = :seen
    returning reference`,
});

export const queueAgain = statement({
  name: "notifications.queue_again",
  scope: "shared",
  params: { reference: "text", due_at: "timestamptz" },
  row: {},
  text: `update delivery_queue set due_at = :due_at where reference = :reference`,
});

export const leaveQueue = statement({
  name: "notifications.leave_queue",
  scope: "shared",
  params: { reference: "text" },
  row: {},
  text: `delete from delivery_queue where reference = :reference`,
});

export const leaveQueueOf = statement({
  name: "notifications.leave_queue_of",
  scope: "shared",
  params: { resident: "text" },
  row: {},
  text: `delete from delivery_queue where resident = :resident`,
});

export const whoseDelivery = statement({
  name: "notifications.whose_delivery",
  scope: "shared",
  params: { reference: "text" },
  row: { resident: "text", channel: "text" },
  text: `select resident, channel from delivery_queue where reference = :reference`,
});

export const deliveryByReference = statement({
  name: "notifications.delivery_by_reference",
  scope: "resident",
  params: { resident: "text", reference: "text" },
  row: {
    message: "uuid",
    channel: "text",
    kind: "text",
    sealed_values: "text?",
    address_sealed: "text?",
    state: "text",
    tries: "int4",
    created_at: "timestamptz",
  },
  text: `
    select message, channel, kind, sealed_values, address_sealed, state, tries, created_at
    from deliveries where resident = :resident and reference = :reference`,
});

/** Before it is handed over: the try is counted, and the address stands fast, since the provider knows the pair by its reference. */
export const beginTry = statement({
  name: "notifications.begin_try",
  scope: "resident",
  params: { resident: "text", reference: "text", address_sealed: "text", now: "timestamptz" },
  row: { tries: "int4" },
  text: `
    update deliveries set tries = tries + 1, address_sealed = coalesce(address_sealed, :address_sealed), changed_at = :now
    where resident = :resident and reference = :reference and state = 'queued'
    returning tries`,
});

/** A word on what became of it. What is over stays as it is, except that a given-up one may have arrived after all. */
export const settleDelivery = statement({
  name: "notifications.settle_delivery",
  scope: "resident",
  params: {
    resident: "text",
    reference: "text",
    state: "text",
    provider_id: "text?",
    reason: "text?",
    over: "bool",
    now: "timestamptz",
  },
  row: { reference: "text", channel: "text" },
  text: `
    update deliveries
    set state = :state, provider_id = coalesce(:provider_id, provider_id), reason = :reason, changed_at = :now,
      address_sealed = case when :over::bool then null else address_sealed end,
      sealed_values = case when :over::bool then null else sealed_values end
    where resident = :resident and reference = :reference
      and (state in ('queued', 'sent') or (state = 'given_up' and :state::text = 'delivered'))
      and not (state = 'sent' and :state::text = 'sent')
    returning reference, channel`,
});

export const deliveriesAboutCase = statement({
  name: "notifications.deliveries_about_case",
  scope: "resident",
  params: { resident: "text", about: "text", limit: "int4" },
  row: { channel: "text", state: "text", changed_at: "timestamptz" },
  text: `
    select channel, state, changed_at from deliveries
    where resident = :resident and about = :about
    order by created_at desc limit :limit::int4`,
});

export const latestDeliveries = statement({
  name: "notifications.latest_deliveries",
  scope: "resident",
  params: { resident: "text", limit: "int4" },
  row: { channel: "text", kind: "text", state: "text", changed_at: "timestamptz" },
  text: `
    select channel, kind, state, changed_at from deliveries
    where resident = :resident
    order by created_at desc limit :limit::int4`,
});

export const removeDeliveries = statement({
  name: "notifications.remove_deliveries",
  scope: "resident",
  params: { resident: "text" },
  row: {},
  text: `delete from deliveries where resident = :resident`,
});

export const deliveriesToReseal = statement({
  name: "notifications.deliveries_to_reseal",
  scope: "resident",
  params: { resident: "text", after: "text" },
  row: { reference: "text", sealed_values: "text?", address_sealed: "text?" },
  text: `
    select reference, sealed_values, address_sealed from deliveries
    where resident = :resident and reference > :after and state in ('queued', 'sent')
    order by reference limit 200`,
});

export const resealDelivery = statement({
  name: "notifications.reseal_delivery",
  scope: "resident",
  params: { resident: "text", reference: "text", sealed_values: "text?", address_sealed: "text?", old: "text?" },
  row: { reference: "text" },
  text: `
    update deliveries set sealed_values = :sealed_values, address_sealed = :address_sealed
    where resident = :resident and reference = :reference and address_sealed is not distinct from :old
      and state in ('queued', 'sent')
    returning reference`,
});
