import { postOverHttp, Webhook, type WebhookParts } from "./webhook.ts";

const URL_VARIABLE = "LOCKSTEP_WEBHOOK", SECRET_VARIABLE = "LOCKSTEP_WEBHOOK_SECRET";

/**
 * The webhook that the environment names, to which alerts of sessions go; undefined where it names none.
 * @throws LockstepError where the address is none, or there is no secret to sign with.
 */
export function environmentWebhook(
  { clock, warn }: Pick<WebhookParts, "clock" | "warn">,
): Webhook | undefined {
  const url = Deno.env.get(URL_VARIABLE) ?? "";
  if (url === "") return undefined;
  return new Webhook({
    url,
    secret: Deno.env.get(SECRET_VARIABLE) ?? "",
    clock,
    post: postOverHttp,
    warn,
  });
}

/** Where it is, as a list of permissions takes it: ",example.org:443"; empty where there is none. */
function webhookPermission(): string {
  const url = URL.parse(Deno.env.get(URL_VARIABLE) ?? "");
  if (url === null || url.hostname === "") return "";
  return `,${url.hostname}:${url.port || (url.protocol === "http:" ? 80 : 443)}`;
}

// Run by itself it prints that: deno.json lets tasks reach the webhook and nothing else beside the exchanges.
if (import.meta.main) await Deno.stdout.write(new TextEncoder().encode(webhookPermission()));
