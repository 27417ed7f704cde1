import type { CreditMethod } from './method.ts';
import { carrCgrpo } from './methods/carr_cgrpo.ts';
import { dapoOverlong } from './methods/dapo_overlong.ts';
import { dmpoTarget } from './methods/dmpo_target.ts';
import { eGrpo } from './methods/e_grpo.ts';
import { gdpo } from './methods/gdpo.ts';
import { gigpo } from './methods/gigpo.ts';
import { gpg } from './methods/gpg.ts';
import { drGrpo, grpo } from './methods/grpo.ts';
import { grpoPassk } from './methods/grpo_passk.ts';
import { grpoTrl } from './methods/grpo_trl.ts';
import { maxrl } from './methods/maxrl.ts';
import { opo } from './methods/opo.ts';
import { par } from './methods/par.ts';
import { pbsdRatio } from './methods/pbsd_ratio.ts';
import { pkpo } from './methods/pkpo.ts';
import { profFilter } from './methods/prof_filter.ts';
import { pureMinForm } from './methods/pure_min_form.ts';
import { reinforcePp } from './methods/reinforce_pp.ts';
import { reinforcePpBaseline } from './methods/reinforce_pp_baseline.ts';
import { remax } from './methods/remax.ts';
import { rlcr } from './methods/rlcr.ts';
import { rloo } from './methods/rloo.ts';
import { sslTiered } from './methods/ssl_tiered.ts';
import { stratifiedGrpo } from './methods/stratified_grpo.ts';

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
  reinforcePp,
  remax,
  dapoOverlong,
  stratifiedGrpo,
  eGrpo,
  carrCgrpo,
  dmpoTarget,
  sslTiered,
  profFilter,
  pbsdRatio,
  par,
  rlcr,
  pureMinForm,
  gigpo,
];

export const methodById = (id: string): CreditMethod | undefined => METHODS.find((m) => m.id === id);
