import { expect } from 'vitest';
import { type LibraryOptions, openLibrary } from '../../../src/node/library/library.ts';
import type { Library, LibraryChange } from '../../../src/node/library/types.ts';

export interface Watched extends Disposable {
  readonly library: Library;
  readonly changes: LibraryChange[];
  /** Texts of the tasks of all trajectories, sorted: what the user would see. */
  seen(): string[];
}

export async function watched(directories: readonly string[], more: Partial<LibraryOptions> = {}): Promise<Watched> {
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
