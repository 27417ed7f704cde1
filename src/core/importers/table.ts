import { arealRollout } from './areal-rollout.ts';
import { harborAtif } from './harbor-atif.ts';
import type { Importer } from './importer.ts';
import { inspectEval } from './inspect-eval.ts';
import { miniSweAgent } from './mini-swe-agent.ts';
import { nemoGym } from './nemo-gym.ts';
import { nemoRlData } from './nemo-rl-data.ts';
import { openaiMessages } from './openai-messages.ts';
import { ragenJsonl } from './ragen-jsonl.ts';
import { rllmEpisode } from './rllm-episode.ts';
import { rollDump } from './roll-dump.ts';
import { rolloutLens } from './rollout-lens.ts';
import { skyrlEval } from './skyrl-eval.ts';
import { sweagentTraj } from './sweagent-traj.ts';
import { tauBench } from './tau-bench.ts';
import { trlCompletions } from './trl-completions.ts';
import { verifiersResults } from './verifiers-results.ts';
import { verifiersV1Traces } from './verifiers-v1-traces.ts';
import { verlRollout } from './verl-rollout.ts';

/** Every log format that can be read. Where two claim a file with the same certainty, the earlier one gets it. */
export const importers: readonly Importer[] = [
  verlRollout,
  verifiersResults,
  verifiersV1Traces,
  nemoGym,
  nemoRlData,
  skyrlEval,
  arealRollout,
  rollDump,
  rllmEpisode,
  ragenJsonl,
  tauBench,
  trlCompletions,
  inspectEval,
  sweagentTraj,
  miniSweAgent,
  harborAtif,
  rolloutLens,
  // Fallbacks: they claim what looks like their data and nobody else claimed.
  openaiMessages,
];

export const importerById = (id: string): Importer | undefined => importers.find((importer) => importer.id === id);
