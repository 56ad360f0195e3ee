import {
  AreaSeries,
  type AutoscaleInfo,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  LineSeries,
} from "lightweight-charts";
import { formatNumber } from "../../tasks/number_format.ts";
import { compactNumber, decimalsOf, priceDecimals } from "../page/value_text.ts";
import { faded, type Palette } from "./palette.ts";

/** How money is drawn: a line of two, its axis in few digits. */
export const MONEY_LINE = {
  lineWidth: 2,
  priceLineVisible: false,
  crosshairMarkerVisible: false,
  priceFormat: { type: "custom", minMove: 0.01, formatter: compactNumber },
} as const;

/** Span of the drawdown's axis where there is hardly any. */
const DRAWDOWN_PCT_SHOWN_LEAST = 0.5;

/** What stands below the candles of every desk: volume along their foot, then equity and drawdown in panes of their own. */
export class DeskSeries {
  readonly volume: ISeriesApi<"Histogram">;
  readonly equity: ISeriesApi<"Line">;
  readonly drawdown: ISeriesApi<"Area">;

  /** `equityPane` is followed by that of drawdown, the last. */
  constructor(chart: IChartApi, equityPane: number) {
    this.volume = chart.addSeries(HistogramSeries, {
      priceScaleId: "volume",
      priceFormat: { type: "volume" },
      lastValueVisible: false,
      priceLineVisible: false,
    });
    this.volume.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
    this.equity = chart.addSeries(LineSeries, MONEY_LINE, equityPane);
    this.drawdown = chart.addSeries(AreaSeries, {
      lineWidth: 1,
      invertFilledArea: true,
      priceLineVisible: false,
      crosshairMarkerVisible: false,
      priceFormat: {
        type: "custom",
        minMove: 0.01,
        formatter: (value: number) => `${formatNumber(value, 1)} %`,
      },
      // No drawdown is a line along the top, whatever the rest.
      autoscaleInfoProvider: (within: () => AutoscaleInfo | null) => {
        const lowest = within()?.priceRange?.minValue ?? 0;
        return { priceRange: { minValue: Math.min(lowest, -DRAWDOWN_PCT_SHOWN_LEAST), maxValue: 0 } };
      },
    }, equityPane + 1);
    // Room for each lower pane's legend above its line.
    for (const pane of chart.panes().slice(1)) {
      pane.priceScale("right").applyOptions({ scaleMargins: { top: 0.3, bottom: 0.08 } });
    }
    chart.panes().forEach((pane, index) =>
      pane.setStretchFactor(index === 0 ? 6 : index === equityPane ? 1.5 : index > equityPane ? 1.1 : 1.4)
    );
  }

  paint({ faint, loss }: Palette, equityColour: string): void {
    this.volume.applyOptions({ color: faded(faint, 0.35) });
    this.equity.applyOptions({ color: equityColour });
    this.drawdown.applyOptions({
      lineColor: loss,
      topColor: faded(loss, 0.05),
      bottomColor: faded(loss, 0.3),
    });
  }
}

/** Of rising and falling bars. */
export function candleColours({ gain, loss }: Palette) {
  return {
    upColor: gain,
    borderUpColor: gain,
    wickUpColor: gain,
    downColor: loss,
    borderDownColor: loss,
    wickDownColor: loss,
  };
}

/** As many decimals on the axis as the instrument's prices have; `price` is one of them. */
export function priceFormatOf(tickSize: number, price: number) {
  const precision = tickSize > 0 ? decimalsOf(tickSize) : priceDecimals(price);
  return { type: "price" as const, precision, minMove: 10 ** -precision };
}
