/** One line of a verl dump. */
export const verlLine = (task: string, more: { score?: number | null; step?: number; output?: string } = {}): string =>
  JSON.stringify({
    input: task,
    output: more.output ?? `The answer to ${task}.`,
    gts: 'x',
    score: more.score === undefined ? 1 : more.score,
    step: more.step ?? 1,
  });

/** An element of a tau-bench result array. */
export const tauElement = (task: number, trial: number, more: { reward?: number; text?: string } = {}) => ({
  task_id: task,
  reward: more.reward ?? 1,
  info: { task: { user_id: 'u', instruction: more.text ?? `task ${task} trial ${trial}`, actions: [], outputs: [] } },
  traj: [
    { role: 'system', content: 'Be kind.' },
    { role: 'user', content: `task ${task} trial ${trial}` },
    { role: 'assistant', content: 'Done.' },
  ],
  trial,
});
