import type { DataSetSummary, StrategySummary } from "../../server/lockstep.ts";
import { formatCount, formatDate } from "../../tasks/number_format.ts";
import { ACCOUNT_FIELDS, PRESET_FIELD } from "./account_fields.ts";
import { Choice, described, Field, idOf, ParamInput } from "./field.tsx";
import { type ParamField, paramFields } from "./param_field.ts";

/** What the form must know of a strategy. */
export type StrategyChoice = Pick<StrategySummary, "name" | "title" | "description" | "paramsSchema">;
/** What the form must know of a data set. */
export type DataSetChoice = Pick<
  DataSetSummary,
  "id" | "title" | "timeframe" | "bars" | "firstTimeMs" | "lastTimeMs"
>;

/** See {@link BacktestFields}. */
export interface BacktestFieldsProps {
  readonly strategies: readonly StrategyChoice[];
  readonly dataSets: readonly DataSetChoice[];
  /** What was entered, by field name; a field that is missing has its default. */
  readonly texts: Readonly<Record<string, string>>;
  /** What is wrong, by field name. */
  readonly faults: Readonly<Record<string, string>>;
  /** Whether dates are asked for: a replay always has the whole history. */
  readonly hasDates: boolean;
  onInput?(field: ParamField | undefined, name: string, text: string): void;
}

/** What a backtest or a replay is made of: strategy and its parameters, data, dates, account. */
export function BacktestFields(props: BacktestFieldsProps) {
  const { strategies, dataSets, texts, faults, hasDates, onInput } = props;
  const strategy = strategies.find(({ name }) => name === texts.strategy) ?? strategies[0];
  const dataSet = dataSets.find(({ id }) => id === texts.dataSet) ?? dataSets[0];
  const params = paramFields(strategy.paramsSchema);
  const input = (field: ParamField) => (
    <ParamInput
      key={field.name}
      field={field}
      text={texts[field.name] ?? field.defaultText}
      fault={faults[field.name]}
      onInput={onInput && ((text) => onInput(field, field.name, text))}
    />
  );
  const span = `${formatDate(dataSet.firstTimeMs)} to ${formatDate(dataSet.lastTimeMs - 1)}, ${
    formatCount(dataSet.bars)
  } bars of ${dataSet.timeframe}`;
  return (
    <div class="form-parts">
      <fieldset class="form-part">
        <legend>Strategy</legend>
        <div class="stack">
          <Choice
            name="strategy"
            label="Which"
            options={strategies.map(({ name, title }) => [name, title])}
            chosen={strategy.name}
            hint={strategy.description}
            fault={faults.strategy}
            onInput={onInput}
          />
          <input type="hidden" name="paramsOf" value={strategy.name} />
          {params.length > 0 && <div class="field-grid">{params.map(input)}</div>}
        </div>
      </fieldset>
      <fieldset class="form-part">
        <legend>History</legend>
        <div class="stack">
          <Choice
            name="dataSet"
            label="Data"
            options={dataSets.map(({ id, title }) => [id, title])}
            chosen={dataSet.id}
            hint={span}
            fault={faults.dataSet}
            onInput={onInput}
          />
          {hasDates && (
            <div class="field-grid">
              <DateInput
                name="from"
                label="Trade from"
                hint="earlier bars warm up"
                text={texts.from}
                fault={faults.from ?? faults.fromMs}
                onInput={onInput}
              />
              <DateInput
                name="to"
                label="Up to"
                hint="that day left out"
                text={texts.to}
                fault={faults.to ?? faults.toMs}
                onInput={onInput}
              />
            </div>
          )}
        </div>
      </fieldset>
      <fieldset class="form-part">
        <legend>Account</legend>
        <div class="field-grid">{[...ACCOUNT_FIELDS, PRESET_FIELD].map(input)}</div>
      </fieldset>
    </div>
  );
}

function DateInput(
  { name, label, hint, text = "", fault, onInput }: {
    readonly name: string;
    readonly label: string;
    readonly hint: string;
    readonly text?: string;
    readonly fault?: string;
    readonly onInput: BacktestFieldsProps["onInput"];
  },
) {
  return (
    <Field name={name} label={label} hint={hint} fault={fault}>
      <input
        class="control"
        type="date"
        id={idOf(name)}
        name={name}
        value={text}
        {...described(name, fault, hint)}
        {...onInput && { onInput: (event) => onInput(undefined, name, event.currentTarget.value) }}
      />
    </Field>
  );
}
