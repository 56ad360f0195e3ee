import type { Signal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { ReplaySession } from "../session/session.ts";
import { readStages, type StageReading } from "./stage_reading.ts";

/** The six stages, live: what each was given and gave on this bar. A stage that acted lights up; a press opens its history. */
export function Pipeline(
  { session, isPhone, openHistory }: {
    readonly session: ReplaySession;
    readonly isPhone: Signal<boolean>;
    readonly openHistory: (stage: number) => void;
  },
) {
  const tick = session.panel.value, description = session.description.value;
  if (tick === undefined || description === undefined) return null;
  const readings = readStages(
    tick,
    tick.place.step === 0 ? [] : session.log.at(tick.place.timeMs),
    description,
    session.instrumentIndex.value,
  );
  return (
    <section class="pipeline" aria-labelledby="pipeline-title">
      <h3 id="pipeline-title" class="side-title">Pipeline at this bar</h3>
      <ol>
        {readings.map((reading, index) => (
          <StageRow
            key={reading.stage}
            reading={reading}
            step={tick.place.step}
            isPlaying={tick.place.isPlaying}
            isPhone={isPhone.value}
            number={index + 1}
            openHistory={() => openHistory(index)}
          />
        ))}
      </ol>
    </section>
  );
}

function StageRow(
  { reading, step, isPlaying, isPhone, number, openHistory }: {
    readonly reading: StageReading;
    readonly step: number;
    readonly isPlaying: boolean;
    readonly isPhone: boolean;
    readonly number: number;
    readonly openHistory: () => void;
  },
) {
  const [isUnfolded, unfold] = useState(false);
  const { stage, parts, takes, says, hasActed } = reading;
  const [first] = says;
  const isShown = !isPhone || isUnfolded;
  return (
    <li class={`stage${hasActed ? " has-acted" : ""}`}>
      {/* A new element each step, so that its light begins anew. */}
      {hasActed && !isPlaying && <i key={step} class="stage-light" aria-hidden="true" />}
      <button
        type="button"
        class="stage-head"
        title={isPhone ? undefined : `History of this stage (${number})`}
        aria-expanded={isPhone ? isUnfolded : undefined}
        onClick={() => isPhone ? unfold(!isUnfolded) : openHistory()}
      >
        <span class="stage-name">{stage}</span>
        {isPhone && !isUnfolded
          ? (
            <span class={`stage-short ${toneClass(first.tone)}`}>
              {first.sign && <span aria-hidden="true">{first.sign}</span>}
              {first.text.replace("\t", " ")}
              {says.length > 1 && hasActed ? ` +${says.length - 1}` : ""}
            </span>
          )
          : <span class="stage-parts" title={parts.join("; ")}>{parts.join(", ")}</span>}
      </button>
      {isShown && (
        <div class="stage-body">
          {takes !== "" && (
            <p class="stage-takes">
              <span class="faint">in</span>
              <span>{takes}</span>
            </p>
          )}
          <ul>
            {says.map(({ sign, text, tone, meaning }, index) => {
              const [name, figure] = text.split("\t");
              return (
                <li key={index} class={toneClass(tone)}>
                  <span class="said-sign" aria-hidden="true">{sign}</span>
                  <span class="said-text" title={meaning}>{name}</span>
                  {figure !== undefined && <span class="said-figure">{figure}</span>}
                </li>
              );
            })}
          </ul>
          {isPhone && (
            <button type="button" class="button is-quiet" onClick={openHistory}>History of this stage</button>
          )}
        </div>
      )}
    </li>
  );
}

function toneClass(tone: string): string {
  return tone === "plain" ? "" : tone;
}
