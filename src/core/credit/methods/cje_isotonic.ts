import { fitIsotonic, predictIsotonic } from '../../stats/isotonic.ts';
import type { CreditMethod } from '../method.ts';
import { mean } from '../numeric.ts';
import { scalarMethod } from '../scalar-method.ts';

/** Isotonic calibration of scores on labelled steps, clipped to [0, 1]; `oof` predicts each fold by the fit of the others. */
export const cjeIsotonic: CreditMethod = scalarMethod({
  id: 'cje_isotonic',
  name: 'Isotonic calibration (CJE)',
  paper: 'Causal Judge Evaluation',
  source: 'cimo-labs/cje@bec2e229 cje/calibration/flexible_calibrator.py, monotone mode',
  status: 'reference',
  needs: ['labels'],
  unit: 'probability',
  flat: 'Flat: the score says nothing about the label there.',
  learn: 'What a raw score is worth.',
  formula: (inputs) => {
    const score = inputs.numbers('score');
    const label = inputs.numbers('label');
    const fold = inputs.numbers('fold');
    const clip = (x: number): number => Math.min(1, Math.max(0, x));
    const full = fitIsotonic(score, label);
    const fitted = score.map((s) => clip(predictIsotonic(full, s)));
    const without = new Map([...new Set(fold)].map((f) => [f, fitIsotonic(score.filter((_, i) => fold[i] !== f), label.filter((_, i) => fold[i] !== f))])); // biome-ignore format: one call
    return {
      fitted,
      query: inputs.numbers('query').map((q) => clip(predictIsotonic(full, q))),
      oof: score.map((s, i) => clip(predictIsotonic(without.get(fold[i] as number) ?? full, s))),
      mean_label: mean(label),
      mean_fitted: mean(fitted),
    };
  },
});
