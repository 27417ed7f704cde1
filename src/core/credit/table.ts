import type { CreditMethod } from './method.ts';
import { gdpo } from './methods/gdpo.ts';
import { gigpo } from './methods/gigpo.ts';
import { gpg } from './methods/gpg.ts';
import { drGrpo, grpo } from './methods/grpo.ts';
import { grpoPassk } from './methods/grpo_passk.ts';
import { grpoTrl } from './methods/grpo_trl.ts';
import { maxrl } from './methods/maxrl.ts';
import { opo } from './methods/opo.ts';
import { pkpo } from './methods/pkpo.ts';
import { pureMinForm } from './methods/pure_min_form.ts';
import { reinforcePpBaseline } from './methods/reinforce_pp_baseline.ts';
import { rloo } from './methods/rloo.ts';

/** The only list of credit methods; menus, docs, the command line and the vector tests read it. */
export const METHODS: readonly CreditMethod[] = [
  grpo,
  drGrpo,
  grpoTrl,
  rloo,
  opo,
  gpg,
  grpoPassk,
  maxrl,
  pkpo,
  reinforcePpBaseline,
  gdpo,
  pureMinForm,
  gigpo,
];

export const methodById = (id: string): CreditMethod | undefined => METHODS.find((m) => m.id === id);
