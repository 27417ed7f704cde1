import type { Vocabulary } from '../../core/query/complete.ts';
import type { Services } from '../../host/services.ts';

/** Trajectories that are looked at for models and agents. */
const ENOUGH = 5000;

/** Values seen, for completion: those of the summaries as they are now, tools as the text index comes to know them. */
export function vocabulary({ library, search }: Pick<Services, 'library' | 'search'>): () => Vocabulary {
  const runs = library.runs();
  const models = new Set<string>();
  const agents = new Set<string>();
  let looked = 0;
  for (const { run, trajectories } of runs) {
    looked += trajectories;
    if (looked > ENOUGH) break;
    for (const { policy } of library.trajectories(run)) {
      if (policy.model) models.add(policy.model);
      if (policy.agent) agents.add(policy.agent);
    }
  }
  const summaries = {
    model: [...models].sort(),
    agent: [...agents].sort(),
    format: [...new Set(runs.map(({ format }) => format))].sort(),
    run: runs.map(({ name }) => name),
  };
  return () => ({ ...summaries, tool: alike(search.tools()) });
}

/** Without those that differ in case alone, which a query does not tell apart. */
const alike = (names: readonly string[]): string[] => [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
