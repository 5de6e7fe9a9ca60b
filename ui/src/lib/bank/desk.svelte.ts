import { api, ask, Attempt, type BankInfo } from '$lib/api';

/** What the bank desk works with: fetched once, when somebody comes to it. */
class Desk {
  info = $state.raw<BankInfo | undefined>(undefined);
  readonly fetching = new Attempt();

  get currencies(): readonly string[] {
    return this.info?.currencies ?? [];
  }

  load = () => this.fetching.run(async () => (this.info = await ask(api.GET('/bank'))));
}

export const desk = new Desk();
