import { fittedScoring, logScoring } from '../node/scoring/direct.ts';
import { holdsFitted, openFitted } from '../node/scoring/fitted-folder.ts';
import type { ScoringOptions } from '../node/scoring/owner.ts';
import type { Scoring } from '../node/scoring/types.ts';
import { UsageError } from './command.ts';
import { embeddedScoring } from './embedded.ts';
import { problemText } from './problems.ts';

export const SCORER_HELP =
  '  --scorer ID    embedded (default), log (the step rewards in the log), or a folder with manifest.json: a fitted scorer or a step model';

/** The scorer an id or a folder stands for. To be disposed of. Throws a `UsageError` when a fitted scorer cannot be read. */
export function openScorer(id: string, options: Pick<ScoringOptions, 'device' | 'log'> = {}): Scoring {
  if (id === 'embedded') return embeddedScoring(options);
  if (id === 'log' || id === 'log:reward') return logScoring();
  if (!holdsFitted(id)) return embeddedScoring({ ...options, model: id });
  const fitted = openFitted(id);
  if (!fitted.ok) throw new UsageError(problemText(fitted.problem));
  return fittedScoring(fitted.value);
}
