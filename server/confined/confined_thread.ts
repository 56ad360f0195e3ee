/** A worker that may do nothing but compute, and read these paths. */
export function confinedThread(module: URL, read: readonly string[]): Worker {
  return new Worker(module, {
    type: "module",
    deno: {
      permissions: {
        read: [...read],
        write: false,
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
