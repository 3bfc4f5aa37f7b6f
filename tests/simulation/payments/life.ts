import { openDays } from "../../../src/domain/payments/index.ts";
import { dayOf, numberOf } from "../../../src/domain/regions/index.ts";
import { Clerks } from "./clerks.ts";
import { must, People } from "./people.ts";
import { Post } from "./post.ts";
import { hours, minutes, seconds, World, type WorldOptions } from "./world.ts";

export type Life = { readonly world: World; readonly people: People; readonly post: Post };

/** How a life is led: payments at least, people in one rush, and whether the database is killed in it. */
export type LifeOptions = WorldOptions & {
  readonly payments: number;
  readonly rush: number;
  readonly databaseKills: number;
  readonly progress?: (line: string) => void;
};

/** Days it takes at most until everything has healed. */
const daysToHeal = 12;

/**
 * Days in which everything goes wrong that may, until so many payments were begun; then the world heals: outages end, clocks are right,
 * nothing dies. Whatever is still open is worked until nothing is, and every day is closed.
 */
export async function live(options: LifeOptions): Promise<Life> {
  const world = new World(options);
  await world.open();
  const post = new Post(world);
  const people = new People(world);
  const clerks = new Clerks(world);
  for (const index of world.machines.keys()) world.machine(index);
  world.scheduler.go(() => trouble(world, options));
  world.scheduler.go(() => office(world, clerks));
  world.scheduler.go(() => tidy(world));
  world.scheduler.go(async () => {
    const first = world.scheduler.now;
    for (let rushes = 1; world.receipts.size < options.payments; rushes += 1) {
      await people.rush(options.rush);
      await world.pause(minutes(40), minutes(100));
      options.progress?.(
        `${world.receipts.size} payments, day ${((world.scheduler.now - first) / hours(24)).toFixed(1)}, ${world.scheduler.statements} statements`,
      );
      // Nights are quiet, and somewhere in them a day ends.
      if (rushes % 2 === 0) await world.pause(hours(9), hours(16));
    }
    await world.sleep(hours(3));
    await heal(world, clerks);
  });
  await world.scheduler.run();
  await world.close();
  return { world, people, post };
}

const growing = [
  ...["bills", "payments", "payment_bills", "payment_tasks", "refunds", "transfers", "events", "idempotency_keys"],
  ...["city_sequences", "payment_notices", "reconciliations", "source_lines", "differences", "audit_entries"],
];

/** What a server does by itself where it may choose the time: without it the plans stay those of empty tables. */
async function tidy(world: World): Promise<void> {
  for (let size = 20; !world.isOver; ) {
    await world.sleep(world.receipts.size < 5_000 ? 1 : minutes(1));
    if (world.receipts.size < size) continue;
    size = Math.min(2 * world.receipts.size, world.receipts.size + 10_000);
    for (const table of growing) await world.look(`vacuum analyze ${table}`);
  }
}

/** Outages of everybody, clocks that jump, and the death of the database. */
async function trouble(world: World, options: LifeOptions): Promise<void> {
  let killed = 0;
  while (!world.isHealing) {
    await world.pause(minutes(20), hours(2));
    if (world.isHealing) return;
    const luck = world.random.next();
    if (luck < 0.4) {
      world.oneOf(world.weathers).strike(world.random.between(minutes(2), minutes(50)));
      world.count("outage");
    } else if (luck < 0.75) await jump(world);
    const due = Math.floor((options.databaseKills * world.receipts.size) / options.payments);
    if (killed < due) {
      killed += 1;
      await world.killDatabase();
    }
  }
}

/** The clock of one machine is wrong for a while: by minutes mostly, at worst by most of a day into the past. */
async function jump(world: World): Promise<void> {
  const machine = world.oneOf(world.machines);
  if (!machine) return;
  const by = world.oneOf([minutes(-7), minutes(4), minutes(20), hours(-2), hours(2), hours(-14), hours(-26)]);
  machine.ahead = by + world.random.between(0, seconds(59));
  world.count("clock jump");
  await world.pause(minutes(3), minutes(40));
  machine.ahead = 0;
}

async function office(world: World, clerks: Clerks): Promise<void> {
  while (!world.isHealing) {
    await world.pause(hours(1), hours(3));
    if (!world.isHealing) await clerks.work();
  }
}

async function heal(world: World, clerks: Clerks): Promise<void> {
  world.isHealing = true;
  for (const weather of world.weathers) weather.isFine = true;
  for (const machine of world.machines) if (machine) machine.ahead = 0;
  const until = world.scheduler.now + hours(24) * daysToHeal;
  const last = numberOf(dayOf(world.scheduler.clock()));
  while (world.scheduler.now < until) {
    await world.sleep(hours(1));
    await clerks.work();
    const [row] = await world.look<{ open: number }>(
      `select ((select count(*) from payment_tasks where city = $1)
        + (select count(*) from refunds where city = $1 and state in ('asked', 'approved', 'sent'))
        + (select count(*) from payments where city = $1
           and state in ('created', 'handed_over', 'pending', 'late_success', 'refunding', 'disputed')))::int as open`,
      [world.city],
    );
    const opens = must(await world.insist((context) => openDays(context, [world.city])));
    const first = opens.get(world.city);
    if (row?.open !== 0 || first === undefined) continue;
    // Whoever is told late, by telephone, has it in the file of that day: it must have been read too.
    const ended = Math.max(last + 2, ...[...world.daysOutside()].map(numberOf));
    if (numberOf(first) > ended) break;
  }
  world.isOver = true;
}
