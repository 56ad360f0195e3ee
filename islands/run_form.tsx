import { useState } from "preact/hooks";
import { BacktestFields, type BacktestFieldsProps } from "../components/forms/backtest_fields.tsx";
import { faultOf, type ParamField } from "../components/forms/param_field.ts";

/** The fields of a backtest or a replay: another strategy shows its own parameters at once, and what is wrong is said while it is typed. */
export default function RunForm(props: Omit<BacktestFieldsProps, "onInput">) {
  const [texts, setTexts] = useState(props.texts);
  const [faults, setFaults] = useState(props.faults);

  const enter = (field: ParamField | undefined, name: string, text: string) => {
    const isOther = name === "strategy";
    setTexts({ ...(isOther ? withoutParams(texts) : texts), [name]: text });
    const { [name]: _, ...rest } = isOther ? withoutParams(faults) : faults;
    const fault = field && faultOf(field, text);
    setFaults(fault === undefined ? rest : { ...rest, [name]: fault });
  };
  return <BacktestFields {...props} texts={texts} faults={faults} onInput={enter} />;
}

/** Parameters of one strategy mean nothing to another, even where they have one name. */
function withoutParams(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !name.startsWith("params.")));
}
