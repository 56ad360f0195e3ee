import type { ComponentChildren } from "preact";
import type { ParamField } from "./param_field.ts";

/** A label, what is entered, a hint, and what is wrong with it. */
export function Field(
  { name, label, unit, hint, fault, children }: {
    readonly name: string;
    readonly label: string;
    readonly unit?: string;
    readonly hint?: string;
    readonly fault?: string;
    readonly children: ComponentChildren;
  },
) {
  return (
    <div class="field">
      <label for={idOf(name)}>
        {label}
        {unit !== undefined && <span class="unit">, {unit}</span>}
      </label>
      {children}
      {fault !== undefined
        ? <p class="fault" id={`${idOf(name)}-fault`}>{sentence(fault)}</p>
        : hint !== undefined && hint !== "" && <p class="hint" id={`${idOf(name)}-hint`}>{hint}</p>}
    </div>
  );
}

/** See {@link ParamInput}. */
export interface ParamInputProps {
  readonly field: ParamField;
  readonly text: string;
  readonly fault?: string;
  onInput?(text: string): void;
}

/** A field of the kind that its schema asks for. */
export function ParamInput({ field, text, fault, onInput }: ParamInputProps) {
  const { name, label, unit, hint, kind, choices } = field;
  const shared = { id: idOf(name), name, ...described(name, fault, hint) };
  const listen = onInput === undefined
    ? {}
    : { onInput: (event: { currentTarget: { value: string } }) => onInput(event.currentTarget.value) };
  return (
    <Field name={name} label={label} unit={unit} hint={hint} fault={fault}>
      {kind === "choice" || kind === "boolean"
        ? (
          <select class="control" {...shared} {...listen}>
            {(kind === "boolean" ? ["true", "false"] : choices).map((choice) => (
              <option key={choice} value={choice} selected={choice === text}>{choice}</option>
            ))}
          </select>
        )
        : (
          <input
            class="control"
            {...shared}
            {...listen}
            value={text}
            inputMode={kind === "number" ? "decimal" : kind === "integer" ? "numeric" : undefined}
            autoComplete="off"
            spellcheck={false}
          />
        )}
    </Field>
  );
}

/** A field with a few to choose from. */
export function Choice(
  { name, label, options, chosen, hint, fault, onInput }: {
    readonly name: string;
    readonly label: string;
    readonly options: readonly (readonly [value: string, title: string])[];
    readonly chosen: string;
    readonly hint?: string;
    readonly fault?: string;
    onInput?(field: undefined, name: string, text: string): void;
  },
) {
  return (
    <Field name={name} label={label} hint={hint} fault={fault}>
      <select
        class="control"
        id={idOf(name)}
        name={name}
        {...described(name, fault, hint)}
        {...onInput && { onChange: (event) => onInput(undefined, name, event.currentTarget.value) }}
      >
        {options.map(([value, title]) => (
          <option key={value} value={value} selected={value === chosen}>{title}</option>
        ))}
      </select>
    </Field>
  );
}

/** An input's id by its name; faults at the head of a form lead there. */
export function idOf(name: string): string {
  return name.replace(/\W/g, "-");
}

/** What tells a reader of screens the hint and the fault. */
export function described(name: string, fault: string | undefined, hint: string | undefined) {
  return fault !== undefined
    ? { "aria-invalid": true as const, "aria-describedby": `${idOf(name)}-fault` }
    : hint
    ? { "aria-describedby": `${idOf(name)}-hint` }
    : {};
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
