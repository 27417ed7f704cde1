import type { Message, Step, Usage } from '../model/trajectory.ts';

/** What the events of one OpenHands conversation tell, of either version. */
export interface AgentRun {
  readonly preamble: readonly Message[];
  readonly steps: readonly Step[];
  readonly model?: string;
  readonly usage?: Usage;
  /** Id of the model response behind each step, where it is logged. */
  readonly responses?: readonly (string | undefined)[];
  /** The last execution state that was told: `running`, `finished`, `stuck`, … */
  readonly state?: string;
  readonly error?: string;
}
