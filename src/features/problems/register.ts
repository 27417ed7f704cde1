import { register as command } from '../../host/commands.ts';
import { Refusal } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';

/** What could not be read, on request. */
export function register(services: Services): void {
  const { problems, log } = services;
  command(services, 'rolloutLens.showProblems', async () => {
    if (problems.all.length === 0) throw new Refusal('Nothing went wrong so far: every file was read.');
    await problems.show();
  });
  command(services, 'rolloutLens.showLog', () => log.show());
}
