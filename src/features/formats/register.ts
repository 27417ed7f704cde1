import type { Services } from '../../host/services.ts';
import { offerChoices } from './choices.ts';
import { registerMapping } from './mapping.ts';
import { registerReadAs } from './read-as.ts';

/** Which format a log is read as: chosen by hand, or mapped by its user. */
export function register(services: Services): void {
  registerReadAs(services);
  registerMapping(services);
  services.context.subscriptions.push(offerChoices());
}
