/** Small settings: all processes together stay well under 150 MB (proportional set size) at rest; durability is untouched. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  // A socket's path may be no longer than about 100 bytes, which a deep folder exceeds.
  unix_socket_directories: "",
  max_connections: "100",
  shared_buffers: "64MB",
  effective_cache_size: "512MB",
  work_mem: "4MB",
  maintenance_work_mem: "64MB",
  max_wal_size: "512MB",
  // Reading ahead by processes of its own costs memory at rest and gains nothing on a database of this size.
  io_method: "sync",
  max_worker_processes: "4",
  max_parallel_workers: "2",
  max_logical_replication_workers: "0",
  jit: "off",
  huge_pages: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  log_line_prefix: "%m [%p] %q%a ",
  // Statements can hold secrets (a password hash, a sealed credential): the log names the error, not the text.
  log_min_error_statement: "panic",
  log_checkpoints: "off",
};

/** The server's arguments, the same on each start but for the port, so that two servers can be compared by them. */
export function serverArguments(
  cluster: string,
  port: number,
  overrides: Readonly<Record<string, string>> = {},
): string[] {
  const settings = Object.entries({ ...SETTINGS, ...overrides });
  return ["-D", cluster, ...settings.flatMap(([name, value]) => ["-c", `${name}=${value}`]), "-p", String(port)];
}
