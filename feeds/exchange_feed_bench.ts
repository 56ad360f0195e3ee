/**
 * What a trade costs from the text of its message to the event that tells of it: `deno bench feeds/exchange_feed_bench.ts`. Each round is
 * 10,000 messages through a whole client over a scripted socket; JSON.parse alone stands beside it.
 */
import { instrument } from "../engine/instrument.ts";
import { ScriptedOutside } from "./scripted_outside.ts";
import { openFeed } from "./venues.ts";

const COUNT = 10_000, START_MS = Date.UTC(2026, 3, 7);

const messageOf = (id: number) =>
  `{"e":"aggTrade","E":${START_MS + id},"s":"BTCUSDT","a":${id},"p":"68900.${10 + id % 90}","q":"0.00${
    1 + id % 9
  }00000","f":${id},"l":${id},"T":${START_MS + id},"m":${id % 2 === 0},"M":true}`;

const outside = new ScriptedOutside(START_MS);
outside.answer = () => ({ text: "{}" });
let told = 0, nextId = 1;
openFeed("binance", outside, { seed: 1 })
  .events({ instruments: [instrument("BTCUSDT")], timeframe: "1m", known: [] })
  .subscribe(({ kind }) => {
    if (kind === "trade") told++;
  });
const { socket } = outside;
socket.open();
socket.say('{"result":null,"id":1}');

function round(): string[] {
  return Array.from({ length: COUNT }, () => messageOf(nextId++));
}

Deno.bench("Binance: 10,000 trades, message to event", (bench) => {
  const messages = round(), before = told;
  bench.start();
  for (const message of messages) socket.say(message);
  bench.end();
  if (told - before !== COUNT) throw new Error(`only ${told - before} of ${COUNT} trades were told`);
});

let parsed = 0;
Deno.bench("JSON.parse of the same alone", (bench) => {
  const messages = round();
  nextId -= COUNT;
  bench.start();
  for (const message of messages) parsed += JSON.parse(message).a;
  bench.end();
  if (!(parsed > 0)) throw new Error("nothing was parsed");
});
