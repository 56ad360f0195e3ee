import type { Lockstep } from "../../server/lockstep.ts";
import { Button } from "../button.tsx";
import { ACCOUNT_FIELDS, PRESET_FIELD } from "./account_fields.ts";
import { Choice, described, Field, idOf, ParamInput } from "./field.tsx";
import { type ParamField, paramFields } from "./param_field.ts";
import { FaultsNotice, type FormFaults } from "./faults_notice.tsx";
import type { FormTexts } from "./run_form.ts";
import { hasPolicy, POLICY_FIELDS, VENUE_CHOICES } from "./session_form.ts";

/** A form that asks for a paper session. It needs no script: another strategy's parameters are shown by a button of its own. */
export function SessionFormPanel(
  { lockstep, texts, faults }: {
    readonly lockstep: Lockstep;
    readonly texts: FormTexts;
    readonly faults?: FormFaults;
  },
) {
  const strategies = lockstep.strategies(), byField = faults?.byField ?? {};
  const strategy = strategies.find(({ name }) => name === texts.strategy) ?? strategies[0];
  const input = (field: ParamField) => (
    <ParamInput
      key={field.name}
      field={field}
      text={texts[field.name] ?? field.defaultText}
      fault={byField[field.name]}
    />
  );
  const text = (name: string, label: string, hint: string, byDefault: string, fault = byField[name]) => (
    <Field name={name} label={label} hint={hint} fault={fault}>
      <input
        class="control"
        id={idOf(name)}
        name={name}
        value={texts[name] ?? byDefault}
        autoComplete="off"
        spellcheck={false}
        {...described(name, fault, hint)}
      />
    </Field>
  );
  const venue = texts.venue ?? VENUE_CHOICES[0][0];
  const example = VENUE_CHOICES.find(([name]) => name === venue)?.[2] ?? "BTCUSDT";
  return (
    <form class="panel" method="post" action="/paper" noValidate>
      {faults !== undefined && <FaultsNotice {...faults} />}
      <div class="form-parts">
        <fieldset class="form-part">
          <legend>Strategy</legend>
          <div class="stack">
            <Field name="strategy" label="Which" hint={strategy.description} fault={byField.strategy}>
              <div class="choice-and-button">
                <select
                  class="control"
                  id={idOf("strategy")}
                  name="strategy"
                  {...described("strategy", byField.strategy, strategy.description)}
                >
                  {strategies.map(({ name, title }) => (
                    <option key={name} value={name} selected={name === strategy.name}>{title}</option>
                  ))}
                </select>
                <button class="button" type="submit" formMethod="get" formNoValidate>
                  Show its parameters
                </button>
              </div>
            </Field>
            <input type="hidden" name="paramsOf" value={strategy.name} />
            <div class="field-grid">{paramFields(strategy.paramsSchema).map(input)}</div>
          </div>
        </fieldset>
        <fieldset class="form-part">
          <legend>Market</legend>
          <div class="stack">
            <div class="field-grid">
              <Choice
                name="venue"
                label="Exchange"
                options={VENUE_CHOICES.map(([name, title]) => [name, title])}
                chosen={venue}
                hint={/^alpaca/.test(venue) ? "wants keys in the server's environment" : undefined}
                fault={byField.venue}
              />
              {text("symbols", "Symbols", `as the exchange writes them, such as ${example}`, "BTCUSDT")}
              {text("timeframe", "Bars of", "1m, 5m, 1h", "1m")}
            </div>
            {lockstep.localExchange !== undefined && (
              <div class="field-grid">
                <Choice
                  name="isLocal"
                  label="Prices from"
                  options={[["yes", "local exchange"], ["no", "the exchange itself"]]}
                  chosen={texts.isLocal === "no" ? "no" : "yes"}
                  hint={`local: made up, at ${lockstep.localExchange}`}
                  fault={byField.exchange}
                />
                {text("speed", "Its speed, times", "as it was started with", "1", byField["exchange.speed"])}
              </div>
            )}
          </div>
        </fieldset>
        <fieldset class="form-part">
          <legend>Account</legend>
          <div class="stack">
            <div class="field-grid">{[...ACCOUNT_FIELDS, PRESET_FIELD].map(input)}</div>
            <details
              class="folded"
              open={hasPolicy(texts) || POLICY_FIELDS.some(({ name }) => name in byField)}
            >
              <summary>Late bars, a strategy that fails, matching</summary>
              <div class="field-grid">{POLICY_FIELDS.map(input)}</div>
            </details>
          </div>
        </fieldset>
      </div>
      <div class="form-end">
        <Button weight="primary">Begin to trade on paper</Button>
        <p class="muted small">No order leaves this machine.</p>
      </div>
    </form>
  );
}
