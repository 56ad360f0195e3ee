declare global {
  interface ImportMeta {
    /** Modules whose paths from the project's root fit, gathered by vite when it builds. */
    glob(
      patterns: string | readonly string[],
      options?: { readonly eager?: boolean; readonly import?: string },
    ): never;
  }
}

/** Makes this file a module, so that importing it declares what stands above. */
export {};
