import type { Json, JsonObject } from './json.ts';

/**
 * The one shape every log format is read into.
 *
 * Unknown is never zero: what a log does not say is `undefined` here, `null` in exported JSON, "unknown" on screen.
 */
export interface Trajectory {
  /** Stable across restarts: a hash of the file's path and the place in it (see `place`). Set by the reader. */
  readonly id: string;
  /** Importer id, e.g. `verl-rollout`. */
  readonly format: string;
  readonly source: Source;
  /** Id of what one training or evaluation job wrote: unique per job, readable. */
  readonly run: string;
  /** Id of the prompt or task inside the run; trajectories with the same `run` and `group` are samples of one task. */
  readonly group: string;
  /** Index of this sample in its group, as logged or by order of appearance, from 0. */
  readonly sample: number;
  readonly task: Task;
  readonly policy: Policy;
  /** System and first user messages, in order. */
  readonly preamble: readonly Message[];
  readonly steps: readonly Step[];
  readonly outcome: Outcome;
  readonly status: Status;
  readonly usage?: Usage;
  readonly timing?: Timing;
  /** Trainer-logged numbers for the whole trajectory that have no other home, e.g. `advantage`, `weight`, `staleness`. */
  readonly logged?: Readonly<Record<string, number>>;
  /** Links to sub-agent or continuation trajectories, by their id in the log. */
  readonly links?: readonly Link[];
  /** Reference answer or reference calls, when logged. */
  readonly reference?: Json;
  /** What the format carries beyond this model, kept as it is for the raw view. Never large. */
  readonly extra?: JsonObject;
}

export interface Source {
  /** Path as the reader was given it, forward slashes. */
  readonly file: string;
  readonly place: Place;
}

/** Where a trajectory lies inside its file; enough to read it again without the rest. */
export type Place =
  | { readonly kind: 'file' }
  /** A byte range that is one JSON value; `item` counts the trajectories inside that value, from 0. */
  | { readonly kind: 'bytes'; readonly offset: number; readonly length: number; readonly line: number; readonly item?: number }
  /** A row of a table (parquet). */
  | { readonly kind: 'row'; readonly row: number }
  /** A member of an archive; `item` counts the trajectories inside it. */
  | { readonly kind: 'member'; readonly name: string; readonly item?: number }
  /** The n-th trajectory of a format that can only be read as a whole. */
  | { readonly kind: 'item'; readonly item: number };

export interface Task {
  /** The task's own id, when the log has one. */
  readonly id?: string;
  /** What the policy was asked to do, as text. */
  readonly text?: string;
}

export interface Policy {
  readonly model?: string;
  /** The scaffold or agent around the model. */
  readonly agent?: string;
  /** Optimiser update or global step that produced the rollout. */
  readonly update?: number;
}

export type Status = 'scored' | 'unscored' | 'error' | 'truncated' | 'running';

/** What the log says about the end. A missing outcome, an outcome of 0 and an infrastructure error are three things. */
export interface Outcome {
  /** Final reward as logged; unit is the trainer's own. */
  readonly reward?: number;
  /** Whether the task counts as solved, when the log says so or its scale makes it certain (a 0/1 reward). */
  readonly success?: boolean;
  /** Named reward components or metrics, as logged. */
  readonly rewards?: Readonly<Record<string, number>>;
  /** The logged label, e.g. `C`, `submitted`, `exit_cost`. */
  readonly label?: string;
  /** Why the episode stopped: `max_turns`, `length`, … */
  readonly stop?: string;
  /** Infrastructure error, in the log's words. */
  readonly error?: string;
}

export interface Message {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly text: string;
  readonly images?: readonly ImageRef[];
}

/** One decision of the policy plus everything the environment answered until the next decision. */
export interface Step {
  /** Position in the trajectory, from 0. */
  readonly index: number;
  /** Who decided: `assistant`, or the agent's name in multi-agent logs, or `user` for a simulated user's own tool calls. */
  readonly actor: string;
  /** Reasoning that is not part of the answer. */
  readonly thought?: string;
  /** What the policy said. */
  readonly text?: string;
  readonly actions: readonly Action[];
  readonly observations: readonly Observation[];
  /** Reward of this very step, when logged per step. Never the outcome spread over steps. */
  readonly reward?: number;
  /** Human or programmatic step label: 1 good, 0 neutral, -1 bad. */
  readonly label?: number;
  readonly timing?: Timing;
  readonly usage?: Usage;
  /** Per-token records of the generated tokens (masked positions included where the log has them). */
  readonly tokens?: TokenTrace;
  /** Other per-step numbers, as logged: `value`, `advantage`, `return`, `entropy`, … */
  readonly logged?: Readonly<Record<string, number>>;
  /** The step failed in the log's own words (format error, tool crash of the scaffold). */
  readonly error?: string;
  /** Where in the raw file this step is, when it is cheap to know: 1-based line. */
  readonly line?: number;
}

export interface Action {
  /** Tool name as logged, e.g. `bash`, `str_replace_editor`, `search`. */
  readonly tool: string;
  /** Arguments: an object when they parse, else the string the model wrote. */
  readonly args: Json;
  readonly id?: string;
}

export interface Observation {
  readonly text: string;
  /** Id of the action it answers. */
  readonly of?: string;
  /** Who answered: `tool`, `user`, `environment`, an agent's name. */
  readonly from?: string;
  readonly isError?: boolean;
  readonly images?: readonly ImageRef[];
}

/** An image by reference; the bytes stay where they are. */
export type ImageRef =
  | { readonly kind: 'data'; readonly uri: string }
  | { readonly kind: 'file'; readonly path: string; readonly mediaType?: string }
  | { readonly kind: 'elided'; readonly note: string };

export interface Usage {
  /** Tokens read. */
  readonly input?: number;
  /** Tokens generated. */
  readonly output?: number;
  /** US dollars, as logged. */
  readonly cost?: number;
}

/** Milliseconds since the epoch; `derived` marks differences of neighbouring time stamps. */
export interface Timing {
  readonly start?: number;
  readonly end?: number;
  /** Milliseconds. */
  readonly duration?: number;
  readonly derived?: boolean;
}

/** Arrays are aligned: element k speaks of the k-th generated token. Absent array: not logged. Unknown element: NaN. */
export interface TokenTrace {
  readonly ids?: readonly number[];
  readonly logprobs?: readonly number[];
  readonly refLogprobs?: readonly number[];
  /** The same tokens under the policy as the trainer computed them again, which may differ from the sampler's. */
  readonly trainLogprobs?: readonly number[];
  readonly entropies?: readonly number[];
  /** 1 where the token takes part in the loss. */
  readonly lossMask?: readonly number[];
  readonly rewards?: readonly number[];
  readonly advantages?: readonly number[];
  readonly returns?: readonly number[];
  readonly values?: readonly number[];
  readonly texts?: readonly string[];
}

export interface Link {
  readonly kind: 'sub-agent' | 'continues' | 'continued-by' | 'parent';
  /** The other trajectory's id as the log names it. */
  readonly ref: string;
  readonly step?: number;
}

/** What an importer produces; the reader adds `id` and `source`, and fills in `sample` where the log does not number them. */
export type Draft = Omit<Trajectory, 'id' | 'source' | 'sample'> & { readonly sample?: number };
