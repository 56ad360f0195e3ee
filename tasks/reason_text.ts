/** Reasons come as words or as a rule's name: "trailing_stop" is read as "trailing stop". */
export function reasonText(reason: string | undefined): string {
  return reason === undefined ? "" : reason.replaceAll("_", " ");
}
