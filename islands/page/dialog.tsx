import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** A native dialog: it holds the focus while it is open, closes with Escape or beside it, and gives the focus back. */
export function Dialog(
  { title, isOpen, onClose, children }: {
    readonly title: string;
    readonly isOpen: boolean;
    readonly onClose: () => void;
    readonly children: ComponentChildren;
  },
) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current!;
    if (isOpen && !dialog.open) {
      dialog.showModal();
      dialog.querySelector<HTMLElement>("input, select")?.focus();
    } else if (!isOpen && dialog.open) dialog.close();
  }, [isOpen]);
  return (
    <dialog
      ref={ref}
      class="replay-dialog"
      aria-label={title}
      onClose={onClose}
      onClick={(event) => event.target === ref.current && ref.current!.close()}
    >
      {isOpen && (
        <div class="dialog-body">
          <div class="dialog-head">
            <h2>{title}</h2>
            <button
              type="button"
              class="button is-icon"
              title="Close (Esc)"
              onClick={() => ref.current!.close()}
            >
              <span aria-hidden="true">✕</span>
              <span class="visually-hidden">Close</span>
            </button>
          </div>
          {children}
        </div>
      )}
    </dialog>
  );
}
