import type { Draft, Status } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { present } from './fields.ts';
import { askedText } from './messages.ts';
import { spanOf, totalUsage } from './open-step.ts';
import type { AgentRun } from './openhands-run.ts';

/** An OpenHands conversation outside of an evaluation: nobody judged it. */
export function conversationDraft(format: string, run: AgentRun, folder: string, path: string): Draft {
  const asked = askedText(run.preamble);
  return {
    format,
    run: folder,
    group: asked === undefined ? path : `prompt-${shortHash([asked], 12)}`,
    task: present({ text: asked }) ?? {},
    policy: present({ model: run.model, agent: 'OpenHands' }) ?? {},
    preamble: run.preamble,
    steps: run.steps,
    outcome: present({ stop: run.state, error: run.error }) ?? {},
    status: statusOf(run),
    usage: run.usage ?? totalUsage(run.steps),
    timing: spanOf(run.steps.flatMap(({ timing }) => [timing?.start, timing?.end])),
  };
}

function statusOf({ state, error }: AgentRun): Status {
  if (error !== undefined || state === 'error') return 'error';
  if (state === 'running') return 'running';
  return state === 'stuck' ? 'truncated' : 'unscored';
}
