export type { ConnectionSettings, DatabaseOptions, Observer, Runner } from "./database.ts";
export { Database, isConnectionLoss } from "./database.ts";
export {
  EmbeddedProblem,
  type EmbeddedServer,
  startEmbedded,
} from "./embedded/index.ts";
export { Gatherer } from "./gatherer.ts";
export type { Migration } from "./migrate.ts";
export { migrate, readMigrations } from "./migrate.ts";
export type { Scope } from "./scope.ts";
export { cityAndResidentScope, cityScope, residentScope, sharedScope } from "./scope.ts";
export type { Shape, Statement, TypeName, Values } from "./statement.ts";
export { allStatements, statement } from "./statement.ts";
