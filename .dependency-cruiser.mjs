// The order of the house. A folder may import only what stands before it, another module only through its index.ts.
export const foundation = [
  "i18n",
  "ids",
  "log",
  "metrics",
  "rules",
  "database",
  "idempotency",
  "secrets",
  "events",
  "jobs",
  "html",
  "http",
];
export const domain = [
  "regions",
  "audit",
  "identity",
  "catalogue",
  "forms",
  "agencies",
  "documents",
  "channels",
  "notifications",
  "payments",
  "appointments",
  "cases",
  "life-events",
  "reports",
  "caseload",
  "ratings",
  "insight",
];

/** Rooms in their order; `outside` and `surfaces` stand beside each other. */
const order = [
  "^src/settings\\.ts$",
  "^src/foundation/",
  ...domain.map((module) => `^src/domain/${module}/`),
  ["^src/outside/", "^src/surfaces/"],
  "^src/reactions\\.ts$",
  "^src/serve\\.ts$",
  "^src/main\\.ts$",
];

const asList = (room) => (Array.isArray(room) ? room : [room]);
const notUpwards = order.flatMap((room, index) =>
  asList(room).flatMap((from) => {
    const later = [...order.slice(index + 1).flatMap(asList), ...asList(room).filter((other) => other !== from)];
    // The last room may import everything; an empty list would forbid everything.
    if (later.length === 0) return [];
    return {
      name: `order: ${from}`,
      comment: "A folder may import only what stands before it in the order of the house (ARCHITECTURE.md).",
      severity: "error",
      from: { path: from, pathNot: "\\.test\\.tsx?$" },
      to: { path: later },
    };
  }),
);

const modules = [...foundation.map((name) => `src/foundation/${name}`), ...domain.map((name) => `src/domain/${name}`)];
const frontDoors = modules.map((module) => ({
  name: `front door: ${module}`,
  comment: "Another module is entered only through its index.ts.",
  severity: "error",
  from: { path: "^(src|sandbox)/", pathNot: [`^${module}/`, "\\.test\\.tsx?$"] },
  to: { path: `^${module}/(?!index\\.tsx?$).+` },
}));

// Each adapter to something that is not ours is a module of its own.
const adapters = [
  {
    name: "front door: adapters",
    comment: "Another module is entered only through its index.ts.",
    severity: "error",
    from: { path: "^src/", pathNot: ["^src/outside/", "\\.test\\.tsx?$"] },
    to: { path: "^src/outside/[^/]+/[^/]+/(?!(index|routes)\\.tsx?$).+" },
  },
  {
    name: "front door: adapters among themselves",
    comment: "Another module is entered only through its index.ts.",
    severity: "error",
    from: { path: "^src/outside/([^/]+/[^/]+)/", pathNot: "\\.test\\.tsx?$" },
    to: { path: "^src/outside/[^/]+/[^/]+/(?!(index|routes)\\.tsx?$).+", pathNot: "^src/outside/$1/" },
  },
];

export default {
  forbidden: [
    {
      name: "no cycles",
      comment: "A module in a cycle can be neither understood nor moved alone.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "sandbox stands alone",
      comment: "The stand-ins for the outside world must not share our mistakes.",
      severity: "error",
      from: { path: "^sandbox/" },
      to: { path: ["^src/", "^tests/"] },
    },
    {
      name: "no sandbox in the product",
      comment:
        "The product speaks to stand-ins as to anybody: over the wire. Tests start them by tests/helpers/sandbox.ts.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^sandbox/" },
    },
    {
      name: "no tests in the product",
      comment: "The product runs without its tests.",
      severity: "error",
      from: { path: "^src/", pathNot: "\\.test\\.tsx?$" },
      to: { path: ["^tests/", "\\.test\\.tsx?$"] },
    },
    ...notUpwards,
    ...frontDoors,
    ...adapters,
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    parser: "swc",
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: [".ts", ".tsx", ".js", ".mjs"] },
    exclude: { path: "node_modules" },
  },
};
