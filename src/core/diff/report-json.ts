import type { DiffReport } from './report.ts';

/** The diff as one JSON object; what is unknown is null. */
export function reportJson({ title, sides, comparison, basis, decidedBy }: DiffReport): string {
  const { rows, first, decisive, same, changed, partly } = comparison;
  return JSON.stringify({
    title,
    sides: sides.map(({ letter, id, name, file, run, model, update, outcome, status, steps, values }) => ({
      letter,
      id,
      name,
      file,
      run,
      model: model ?? null,
      update: update ?? null,
      success: outcome.success ?? null,
      reward: outcome.reward ?? null,
      status,
      steps: steps.map(({ tool, title: what, tokens, durationMs, isError }, k) => ({
        tool,
        title: what,
        tokens: tokens ?? null,
        durationMs: durationMs ?? null,
        isError,
        value: values?.[k] ?? null,
      })),
    })),
    valuesFrom: basis ?? null,
    decidedBy: decidedBy ?? null,
    counts: { same, changed, partly },
    first: first ?? null,
    decisive: decisive ?? null,
    rows: rows.map(({ kind, steps, differs, likeness }) => ({
      kind,
      steps: steps.map((at) => at ?? null),
      differs,
      likeness: likeness ?? null,
    })),
  });
}
