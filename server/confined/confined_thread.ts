/** A worker that may do nothing but compute, and read and write these paths. */
export function confinedThread(
  module: URL,
  read: readonly string[],
  write: readonly string[] = [],
): Worker {
  return new Worker(module, {
    type: "module",
    deno: {
      permissions: {
        read: [...read],
        write: write.length > 0 ? [...write] : false,
        net: false,
        env: false,
        run: false,
        ffi: false,
        sys: false,
        import: false,
      },
    },
  } as WorkerOptions);
}
