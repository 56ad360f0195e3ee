import { useEffect, useRef, useState } from "preact/hooks";
import type uPlot from "uplot";
import { axisSteps, timeSteps } from "../components/run/axis_steps.ts";
import type { RunColumns } from "../components/run/run_columns.ts";
import { type PictureKind, rangeOf, StaticPicture } from "../components/run/static_picture.tsx";
import { formatDate, formatDateTime, formatNumber } from "../tasks/number_format.ts";

/** See {@link RunPicture}. */
export interface RunPictureProps {
  readonly kind: PictureKind;
  readonly columns: RunColumns;
  /** In a sentence, for those who don't see it. */
  readonly description: string;
  /** Decimals of money. */
  readonly decimals: number;
  /** Whether points have times of day to tell. */
  readonly isTimed: boolean;
}

/**
 * Equity against buy and hold, or the drawdown: drawn on the server, then taken over by a picture that tells the values under the
 * pointer, in both pictures at once, and shows a stretch that was dragged over (a double click shows all).
 */
export default function RunPicture(props: RunPictureProps) {
  const { kind, columns, description } = props;
  const room = useRef<HTMLDivElement>(null);
  const [isDrawn, setDrawn] = useState(false);
  const [pointed, setPointed] = useState<number>();

  useEffect(() => {
    let plot: uPlot | undefined, isGone = false;
    const light = matchMedia("(prefers-color-scheme: light)");
    let draw = () => {};
    const resize = new ResizeObserver(() => {
      if (plot !== undefined) plot.setSize(sizeOf(room.current!));
    });
    void import("uplot").then(({ default: UPlot }) => {
      if (isGone) return;
      draw = () => {
        plot?.destroy();
        plot = new UPlot(optionsOf(props, room.current!, setPointed), dataOf(props), room.current!);
      };
      draw();
      setDrawn(true);
      light.addEventListener("change", draw);
      document.addEventListener("themechange", draw);
      resize.observe(room.current!);
    });
    return () => {
      isGone = true;
      light.removeEventListener("change", draw);
      document.removeEventListener("themechange", draw);
      resize.disconnect();
      plot?.destroy();
    };
  }, []);

  const index = pointed ?? columns.timeS.length - 1;
  return (
    <figure aria-label={description} role="img">
      <Legend {...props} index={index} />
      <div class={`picture is-${kind}`}>
        {!isDrawn && <StaticPicture kind={kind} columns={columns} />}
        <div class="drawn" ref={room}></div>
      </div>
    </figure>
  );
}

function Legend({ kind, columns, decimals, isTimed, index }: RunPictureProps & { readonly index: number }) {
  const timeMs = columns.timeS[index] * 1000;
  return (
    <div class="legend">
      {kind === "equity"
        ? (
          <>
            <span class="key is-equity">
              Equity <b>{formatNumber(columns.equity[index], decimals)}</b>
            </span>
            <span class="key">
              Buy and hold <b>{formatNumber(columns.benchmark[index], decimals)}</b>
            </span>
          </>
        )
        : (
          <span class="key is-drawdown">
            Below the peak <b>{formatNumber(columns.drawdownPct[index], 2)} %</b>
          </span>
        )}
      <time>{isTimed ? `${formatDateTime(timeMs)} UTC` : formatDate(timeMs - 1)}</time>
    </div>
  );
}

function dataOf({ kind, columns }: RunPictureProps): uPlot.AlignedData {
  const { timeS, equity, benchmark, drawdownPct } = columns;
  const data = kind === "equity" ? [timeS, benchmark, equity] : [timeS, drawdownPct];
  return data as unknown as uPlot.AlignedData;
}

function optionsOf(
  { kind, columns }: RunPictureProps,
  room: HTMLElement,
  onPointed: (index: number | undefined) => void,
): uPlot.Options {
  const style = getComputedStyle(room);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const font = `11px ${style.fontFamily}`;
  const grid = { stroke: token("--line") + "99", width: 1 };
  const axis = { stroke: token("--faint"), font, ticks: { show: false } } as const;
  const line = (name: string, fill?: string) => ({
    stroke: token(name),
    width: 1.5,
    points: { show: false },
    ...fill !== undefined && { fill },
  });
  return {
    ...sizeOf(room),
    padding: [6, 0, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: "run", setSeries: false }, points: { size: 7 }, drag: { x: true, y: false } },
    scales: {
      x: { time: true },
      y: { range: (_, low, high) => rangeOf(kind, [[low, high]]) },
    },
    axes: [
      {
        ...axis,
        size: 24,
        gap: 5,
        grid: { show: false },
        splits: (_, __, low, high) => timeSteps(low, high, room.clientWidth / 110).map(({ timeS }) => timeS),
        values: (u, splits) => {
          const { min, max } = u.scales.x;
          const labels = new Map(
            timeSteps(min!, max!, room.clientWidth / 110).map(({ timeS, label }) => [timeS, label]),
          );
          return splits.map((timeS) => labels.get(timeS) ?? "");
        },
      },
      {
        ...axis,
        side: 1,
        size: 64,
        gap: 8,
        grid,
        splits: (_, __, low, high) => axisSteps(low, high, 4),
        values: (_, splits) =>
          splits.map((value) =>
            formatNumber(value, kind === "equity" || Number.isInteger(value) ? 0 : 1) +
            (kind === "drawdown" ? " %" : "")
          ),
      },
    ],
    series: kind === "equity"
      ? [{}, line("--faint"), line("--accent")]
      : [{}, line("--loss", `${token("--loss")}29`)],
    hooks: {
      setCursor: [
        (u) => onPointed(u.cursor.idx === null || (u.cursor.left ?? -1) < 0 ? undefined : u.cursor.idx),
      ],
      ready: [
        (u) => u.setScale("x", { min: columns.timeS[0], max: columns.timeS[columns.timeS.length - 1] }),
      ],
    },
  };
}

function sizeOf({ clientWidth, clientHeight }: HTMLElement): { width: number; height: number } {
  return { width: clientWidth, height: clientHeight };
}
