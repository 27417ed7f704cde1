import { expect } from 'vitest';
import { openLibrary } from '../../../src/node/library/library.ts';
import type { Library, LibraryChange } from '../../../src/node/library/types.ts';

export interface Watched extends Disposable {
  readonly library: Library;
  readonly changes: LibraryChange[];
  /** Texts of the tasks of all trajectories, sorted: what the user would see. */
  seen(): string[];
}

export async function watched(directories: readonly string[], more: { database?: string; settle?: number } = {}): Promise<Watched> {
  const library = openLibrary({
    database: ':memory:',
    settle: 300,
    onError: (error) => expect.unreachable(String((error as Error).stack ?? error)),
    ...more,
  });
  const changes: LibraryChange[] = [];
  library.onDidChange((change) => changes.push(change));
  await library.watch(directories);
  await library.idle();
  return {
    library,
    changes,
    seen: () =>
      library
        .runs()
        .flatMap(({ run }) => library.trajectories(run).map((it) => it.task.text ?? ''))
        .sort(),
    [Symbol.dispose]: () => library.dispose(),
  };
}

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
