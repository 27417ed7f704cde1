import { agentlab } from './agentlab.ts';
import { agentless } from './agentless.ts';
import { aglSpans } from './agl-spans.ts';
import { arealRollout } from './areal-rollout.ts';
import { artTrajectories } from './art-trajectories.ts';
import { autogenLog } from './autogen-log.ts';
import { bigbenchMistake } from './bigbench-mistake.ts';
import { claudeCode } from './claude-code.ts';
import { codexRollout } from './codex-rollout.ts';
import { geminiCli } from './gemini-cli.ts';
import { harborAtif } from './harbor-atif.ts';
import type { Importer } from './importer.ts';
import { inspectEval } from './inspect-eval.ts';
import { langfuseTrace } from './langfuse-trace.ts';
import { langsmithRun } from './langsmith-run.ts';
import { mathAps } from './math-aps.ts';
import { mathShepherd } from './math-shepherd.ts';
import { milesTrajectory } from './miles-trajectory.ts';
import { miniSweAgent } from './mini-swe-agent.ts';
import { moatless } from './moatless.ts';
import { nemoGym } from './nemo-gym.ts';
import { nemoRlData } from './nemo-rl-data.ts';
import { openaiMessages } from './openai-messages.ts';
import { opencodeExport } from './opencode-export.ts';
import { openhandsEvents } from './openhands-events.ts';
import { openhandsOutput } from './openhands-output.ts';
import { openhandsV1Events } from './openhands-v1-events.ts';
import { osworldTraj } from './osworld-traj.ts';
import { otlp } from './otlp.ts';
import { prmStepScores } from './prm-step-scores.ts';
import { prm800k } from './prm800k.ts';
import { prmbench } from './prmbench.ts';
import { processbench } from './processbench.ts';
import { ragenJsonl } from './ragen-jsonl.ts';
import { rllmEpisode } from './rllm-episode.ts';
import { rollDump } from './roll-dump.ts';
import { rolloutLens } from './rollout-lens.ts';
import { sharegpt } from './sharegpt.ts';
import { skyrlEval } from './skyrl-eval.ts';
import { smolagentsSteps } from './smolagents-steps.ts';
import { sweagentTraj } from './sweagent-traj.ts';
import { tapeagentsTape } from './tapeagents-tape.ts';
import { tapeagentsTrainingText } from './tapeagents-training-text.ts';
import { tauBench } from './tau-bench.ts';
import { tau2Bench } from './tau2-bench.ts';
import { terminalBenchV1 } from './terminal-bench-v1.ts';
import { tinkerEval } from './tinker-eval.ts';
import { tinkerLogtree } from './tinker-logtree.ts';
import { tinkerRolloutSummary } from './tinker-rollout-summary.ts';
import { trajectoryRows } from './trajectory-rows.ts';
import { trlCompletions } from './trl-completions.ts';
import { verifiersResults } from './verifiers-results.ts';
import { verifiersV1Traces } from './verifiers-v1-traces.ts';
import { verlRollout } from './verl-rollout.ts';
import { webvoyager } from './webvoyager.ts';
import { whoAndWhen } from './who-and-when.ts';

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
  milesTrajectory,
  artTrajectories,
  tinkerRolloutSummary,
  tinkerLogtree,
  tinkerEval,
  aglSpans,
  tapeagentsTape,
  tapeagentsTrainingText,
  ragenJsonl,
  tauBench,
  tau2Bench,
  trlCompletions,
  inspectEval,
  sweagentTraj,
  miniSweAgent,
  moatless,
  agentless,
  openhandsOutput,
  openhandsEvents,
  openhandsV1Events,
  harborAtif,
  terminalBenchV1,
  whoAndWhen,
  smolagentsSteps,
  claudeCode,
  codexRollout,
  geminiCli,
  opencodeExport,
  langfuseTrace,
  langsmithRun,
  otlp,
  webvoyager,
  osworldTraj,
  agentlab,
  prm800k,
  mathShepherd,
  processbench,
  prmbench,
  bigbenchMistake,
  mathAps,
  prmStepScores,
  autogenLog,
  trajectoryRows,
  rolloutLens,
  // Fallbacks: they claim what looks like their data and nobody else claimed.
  sharegpt,
  openaiMessages,
];

export const importerById = (id: string): Importer | undefined => importers.find((importer) => importer.id === id);
