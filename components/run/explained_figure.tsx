import { UNKNOWN } from "../../tasks/number_format.ts";

/** A figure with what it means. */
export interface ExplainedFigureProps {
  readonly label: string;
  /** As it is shown; absent where it can't be known. */
  readonly value?: string;
  /** After the value: "%", "days". */
  readonly unit?: string;
  readonly tone?: "gain" | "loss" | "";
  /** In a sentence, for who doesn't know the figure. */
  readonly meaning: string;
  /** Why it can't be known. */
  readonly absence?: string;
}

/** A line of figures: its label tells on hover or focus what it means, where there is no hover at once. */
export function ExplainedFigures({ figures }: { readonly figures: readonly ExplainedFigureProps[] }) {
  return (
    <dl class="facts explained-figures">
      {figures.map((figure) => (
        <div key={figure.label}>
          <dt>
            <Explained {...figure} />
          </dt>
          <dd class={figure.value === undefined ? "faint" : figure.tone}>
            {figure.value === undefined
              ? <span title={figure.absence}>{UNKNOWN}</span>
              : <span>{figure.value}</span>}
            <span class="unit">{figure.value === undefined ? "" : figure.unit}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The figure that answers a question, large. */
export function Headline(figure: ExplainedFigureProps) {
  return (
    <div class="headline">
      <div class="headline-label">
        <Explained {...figure} />
      </div>
      <div class={`headline-figure ${figure.value === undefined ? "faint" : figure.tone ?? ""}`}>
        {figure.value ?? UNKNOWN}
        {figure.value !== undefined && figure.unit !== undefined && <span class="unit">{figure.unit}</span>}
      </div>
    </div>
  );
}

function Explained({ label, meaning, absence }: ExplainedFigureProps) {
  return (
    <span class="explained" tabIndex={0}>
      <span class="explained-label">{label}</span>
      <span class="explanation">
        <span class="visually-hidden">:</span>
        {absence === undefined ? meaning : `Not known: ${absence}. ${meaning}`}
      </span>
    </span>
  );
}
