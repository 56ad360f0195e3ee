import { Dialog } from "../../page/dialog.tsx";
import { KeyList } from "../../page/key_list.tsx";
import { KEY_BINDINGS, type KeyBinding } from "./keys.ts";

const GROUPS: readonly KeyBinding["group"][] = ["Run", "Go", "Look", "By hand"];

/** Every key of the page. */
export function HelpDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const bindings: readonly KeyBinding[] = Object.values(KEY_BINDINGS);
  return (
    <Dialog title="Keys" isOpen={isOpen} onClose={onClose}>
      <div class="help-groups">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <KeyList keys={bindings.filter((binding) => binding.group === group)} />
          </section>
        ))}
      </div>
      <p class="hint">
        On the chart: drag to scroll, turn the wheel or pinch to zoom. Times are those of the bars, in UTC.
      </p>
    </Dialog>
  );
}
