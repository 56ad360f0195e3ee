import { LinkButton } from "../button.tsx";
import { PageTitle } from "./section.tsx";

/** Says what is missing, and where to go from here. */
export function NotFound({ what }: { readonly what: string }) {
  return (
    <>
      <PageTitle title={`${what} isn't there`}>
        <p>
          It was deleted, or there is a slip in its address. Runs and replays are kept in the data folder of
          the server that made them.
        </p>
      </PageTitle>
      <div class="button-row">
        <LinkButton href="/">Home</LinkButton>
        <LinkButton href="/backtest" weight="quiet">Runs</LinkButton>
        <LinkButton href="/replay" weight="quiet">Replays</LinkButton>
      </div>
    </>
  );
}
