import { useEffect, useRef, useState } from "preact/hooks";
import { ParamInput } from "../../../components/forms/field.tsx";
import {
  changedParams,
  faultOf,
  keyOf,
  type ParamField,
  paramFields,
  textOf,
} from "../../../components/forms/param_field.ts";
import { formatCount } from "../../../tasks/number_format.ts";
import { Dialog } from "../../page/dialog.tsx";
import { replayLink } from "./replay_link.ts";
import type { ReplaySession } from "../session/session.ts";

/** "Change a parameter from here": a new replay that has this one's past and goes its own way. */
export function ForkDialog(
  { session, isOpen, onClose }: {
    readonly session: ReplaySession;
    readonly isOpen: boolean;
    readonly onClose: () => void;
  },
) {
  return (
    <Dialog title="Change a parameter from here" isOpen={isOpen} onClose={onClose}>
      <ForkForm session={session} />
    </Dialog>
  );
}

/** What is wrong, by field name; what belongs to no field under "". */
type Faults = Readonly<Record<string, string>>;

function ForkForm({ session }: { readonly session: ReplaySession }) {
  const description = session.description.peek()!;
  const [fields, setFields] = useState<readonly ParamField[] | undefined>(undefined);
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const [faults, setFaults] = useState<Faults>({});
  const [isSending, setSending] = useState(false);
  const step = session.tick.value?.place.step ?? 0;
  const form = useRef<HTMLFormElement>(null);
  // They come after the dialog has opened.
  useEffect(() => form.current!.querySelector<HTMLElement>("input, select")?.focus(), [fields]);
  useEffect(() => {
    fetch(`/api/v1/strategies/${encodeURIComponent(description.strategy.name)}`)
      .then((answer) => answer.ok ? answer.json() : Promise.reject(new Error()))
      .then(({ paramsSchema }) => {
        const fields = paramFields(paramsSchema);
        setTexts(
          Object.fromEntries(fields.map((field) => [field.name, textOf(description.params[keyOf(field)])])),
        );
        setFields(fields);
      })
      .catch(() =>
        setFaults({ "": "The strategy's parameters could not be fetched; close this and try again." })
      );
  }, []);
  const enter = (field: ParamField, text: string) => {
    const { "": _, [field.name]: __, ...rest } = faults;
    const fault = faultOf(field, text);
    setTexts({ ...texts, [field.name]: text });
    setFaults(fault === undefined ? rest : { ...rest, [field.name]: fault });
  };
  const send = async (event: Event) => {
    event.preventDefault();
    const wrong = fields!.flatMap((field) => {
      const fault = faultOf(field, texts[field.name]);
      return fault === undefined ? [] : [[field.name, fault]];
    });
    if (wrong.length > 0) return setFaults(Object.fromEntries(wrong));
    const changed = changedParams(fields!, texts, description.params);
    if (Object.keys(changed).length === 0) {
      return setFaults({ "": "Nothing is different yet: change at least one parameter." });
    }
    setSending(true);
    session.pause();
    try {
      const answer = await fetch("/api/v1/replays", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          fork: { of: session.id, atStep: step },
          params: { ...description.params, ...changed },
        }),
      });
      const body = await answer.json();
      if (answer.ok) return location.assign(replayLink(body.id, step));
      setFaults(faultsOf(body, fields!));
    } catch {
      setFaults({ "": "The server could not be reached; try again." });
    }
    setSending(false);
  };
  return (
    <form ref={form} class="dialog-form" onSubmit={send} noValidate>
      <p class="muted">
        Up to bar {formatCount(step)}{" "}
        both runs are one; from there the new one goes its own way. It opens in a page of its own, with this
        run's equity dashed beside it.
      </p>
      {fields === undefined && faults[""] === undefined && <p class="muted">Asking…</p>}
      {fields?.length === 0 && <p class="muted">This strategy has no parameters that can be changed.</p>}
      <div class="field-grid">
        {fields?.map((field) => (
          <ParamInput
            key={field.name}
            field={field}
            text={texts[field.name]}
            fault={faults[field.name]}
            onInput={(text) => enter(field, text)}
          />
        ))}
      </div>
      {faults[""] !== undefined && <p class="fault" role="alert">{faults[""]}</p>}
      <div class="button-row">
        <button type="submit" class="button is-primary" disabled={isSending || !fields?.length}>
          Open the new run
        </button>
      </div>
    </form>
  );
}

/** What the server found wrong, each beside its field. */
function faultsOf(
  problem: {
    readonly errors?: readonly { readonly field?: string; readonly message: string }[];
    readonly detail?: string;
    readonly title?: string;
  },
  fields: readonly ParamField[],
): Faults {
  const faults: Record<string, string> = {};
  const told = problem.errors ?? [{ message: problem.detail ?? problem.title ?? "It was refused." }];
  for (const { field, message } of told) {
    const name = fields.find((each) => each.name === field)?.name ?? "";
    faults[name] = faults[name] === undefined ? message : `${faults[name]} ${message}`;
  }
  return faults;
}
