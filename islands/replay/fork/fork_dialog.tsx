import { useEffect, useRef, useState } from "preact/hooks";
import { formatCount } from "../../../tasks/number_format.ts";
import { Dialog } from "../page/dialog.tsx";
import { changedParams, type ParamField, paramFields } from "./params_form.ts";
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

function ForkForm({ session }: { readonly session: ReplaySession }) {
  const description = session.description.peek()!;
  const [fields, setFields] = useState<readonly ParamField[] | undefined>(undefined);
  const [values, setValues] = useState<Readonly<Record<string, string | boolean>>>({});
  const [faults, setFaults] = useState<readonly { field?: string; message: string }[]>([]);
  const [isSending, setSending] = useState(false);
  const step = session.tick.value?.place.step ?? 0;
  const form = useRef<HTMLFormElement>(null);
  // They come after the dialog has opened.
  useEffect(() => form.current!.querySelector<HTMLElement>("input, select")?.focus(), [fields]);
  useEffect(() => {
    fetch(`/api/v1/strategies/${encodeURIComponent(description.strategy.name)}`)
      .then((answer) => answer.ok ? answer.json() : Promise.reject(new Error()))
      .then(({ paramsSchema }) => {
        const fields = paramFields(paramsSchema, description.params);
        setFields(fields);
        setValues(
          Object.fromEntries(fields.map(({ name, kind, value }) => [
            name,
            kind === "boolean" ? value === true : String(value ?? ""),
          ])),
        );
      })
      .catch(() =>
        setFaults([{ message: "The strategy's parameters could not be fetched; close this and try again." }])
      );
  }, []);
  const send = async (event: Event) => {
    event.preventDefault();
    const changed = changedParams(fields!, values);
    if (Object.keys(changed).length === 0) {
      setFaults([{ message: "Nothing is different yet: change at least one parameter." }]);
      return;
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
      if (answer.ok) location.assign(replayLink(body.id, step));
      else {setFaults(
          body.errors ?? body.faults ?? [{ message: body.detail ?? body.title ?? "It was refused." }],
        );}
    } catch {
      setFaults([{ message: "The server could not be reached; try again." }]);
    }
    setSending(false);
  };
  const faultOf = (name: string) => faults.find(({ field }) => field === `params.${name}` || field === name);
  const others = faults.filter(({ field }) =>
    !fields?.some(({ name }) => field === `params.${name}` || field === name)
  );
  return (
    <form ref={form} class="dialog-form" onSubmit={send} noValidate>
      <p class="muted">
        Up to bar {formatCount(step)}{" "}
        both runs are one; from there the new one goes its own way. It opens in a page of its own, with this
        run's equity dashed beside it.
      </p>
      {fields === undefined && faults.length === 0 && <p class="muted">Asking…</p>}
      {fields?.length === 0 && <p class="muted">This strategy has no parameters that can be changed.</p>}
      <div class="field-grid">
        {fields?.map((field) => (
          <Param
            key={field.name}
            field={field}
            value={values[field.name]}
            fault={faultOf(field.name)?.message}
            onInput={(value) => setValues({ ...values, [field.name]: value })}
          />
        ))}
      </div>
      {others.map(({ message }) => <p key={message} class="fault" role="alert">{message}</p>)}
      <div class="button-row">
        <button type="submit" class="button is-primary" disabled={isSending || !fields?.length}>
          Open the new run
        </button>
      </div>
    </form>
  );
}

function Param(
  { field: { name, label, kind, choices, min, max, hint }, value, fault, onInput }: {
    readonly field: ParamField;
    readonly value: string | boolean | undefined;
    readonly fault?: string;
    readonly onInput: (value: string | boolean) => void;
  },
) {
  const id = `fork-${name}`;
  const shared = { id, "aria-invalid": fault !== undefined, "aria-describedby": `${id}-hint` };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {kind === "boolean"
        ? (
          <input
            {...shared}
            type="checkbox"
            checked={value === true}
            onChange={({ currentTarget }) => onInput(currentTarget.checked)}
          />
        )
        : kind === "choice"
        ? (
          <select
            {...shared}
            class="control"
            value={String(value)}
            onChange={({ currentTarget }) => onInput(currentTarget.value)}
          >
            {choices.map((choice) => <option key={choice} value={choice}>{choice}</option>)}
          </select>
        )
        : (
          <input
            {...shared}
            class="control"
            type={kind === "text" ? "text" : "number"}
            step={kind === "integer" ? 1 : "any"}
            min={min}
            max={max}
            value={String(value ?? "")}
            onInput={({ currentTarget }) => onInput(currentTarget.value)}
          />
        )}
      <span id={`${id}-hint`} class={fault === undefined ? "hint" : "fault"}>{fault ?? hint}</span>
    </div>
  );
}
