/** What a client asks for on a socket of Binance, or what it hears of a request that can't be read. */
export type BinanceRequest =
  | { readonly method: "SUBSCRIBE" | "UNSUBSCRIBE"; readonly id: Id; readonly streams: readonly string[] }
  | { readonly method: "LIST_SUBSCRIPTIONS"; readonly id: Id }
  | { readonly method: "SET_PROPERTY"; readonly id: Id; readonly isCombined: boolean }
  | { readonly method: "GET_PROPERTY"; readonly id: Id }
  | { readonly method: "error"; readonly answer: string };

type Id = number | string | null;

const METHODS = ["SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS", "SET_PROPERTY", "GET_PROPERTY"];

function isId(id: unknown): id is Id {
  return id === null || Number.isSafeInteger(id) || typeof id === "string" && id.length <= 36;
}

/** Reads a message. The texts of errors are those of web-socket-streams.md, "Error Messages". */
export function readBinanceRequest(text: string): BinanceRequest {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(text);
  } catch {
    return { method: "error", answer: `{"code":3,"msg":"Invalid JSON: expected value at line 1 column 1"}` };
  }
  const { method, params, id } = Object(value) as { method?: unknown; params?: unknown; id?: unknown };
  const hasId = isId(id);
  const error = (code: number, msg: string): BinanceRequest => ({
    method: "error",
    answer: JSON.stringify({ code, msg, ...hasId && { id } }),
  });
  const place = `at line 1 column ${text.length}`;
  if (method === undefined) return error(2, `Invalid request: missing field \`method\` ${place}`);
  if (typeof method !== "string" || !METHODS.includes(method)) {
    return error(
      2,
      `Invalid request: unknown variant \`${method}\`, expected one of ${
        METHODS.map((each) => `\`${each}\``).join(", ")
      } ${place}`,
    );
  }
  if (!hasId) return error(2, "Invalid request: request ID must be an unsigned integer");
  const list = Array.isArray(params) ? params as unknown[] : undefined;
  switch (method) {
    case "SUBSCRIBE":
    case "UNSUBSCRIBE":
      if (list === undefined || !list.every((each) => typeof each === "string")) {
        return error(2, `Invalid request: missing field \`params\` ${place}`);
      }
      return { method, id, streams: list };
    case "LIST_SUBSCRIPTIONS":
      return params === undefined ? { method, id } : error(2, "Invalid request: too many parameters");
    case "SET_PROPERTY":
      if (typeof list?.[0] !== "string") return error(2, "Invalid request: property name must be a string");
      if (list[0] !== "combined") return error(0, "Unknown property");
      if (typeof list[1] !== "boolean") return error(1, "Invalid value type: expected Boolean");
      if (list.length > 2) return error(2, "Invalid request: too many parameters");
      return { method, id, isCombined: list[1] };
    default:
      if (typeof list?.[0] !== "string") return error(2, "Invalid request: property name must be a string");
      return list[0] === "combined" ? { method: "GET_PROPERTY", id } : error(0, "Unknown property");
  }
}
