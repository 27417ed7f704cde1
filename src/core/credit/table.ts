import type { CreditMethod } from './method.ts';
import { archer } from './methods/archer.ts';
import { biLevelGae } from './methods/bi_level_gae.ts';
import { capo } from './methods/capo.ts';
import { carrCgrpo } from './methods/carr_cgrpo.ts';
import { clipDelta } from './methods/clip_delta.ts';
import { dapoOverlong } from './methods/dapo_overlong.ts';
import { deepseekProcessGrpo } from './methods/deepseek_process_grpo.ts';
import { discountedReturn } from './methods/discounted_return.ts';
import { dmpoTarget } from './methods/dmpo_target.ts';
import { eGrpo } from './methods/e_grpo.ts';
import { gRa } from './methods/g_ra.ts';
import { gae } from './methods/gae.ts';
import { gdpo } from './methods/gdpo.ts';
import { gigpo } from './methods/gigpo.ts';
import { gpg } from './methods/gpg.ts';
import { drGrpo, grpo } from './methods/grpo.ts';
import { grpoPassk } from './methods/grpo_passk.ts';
import { grpoTrl } from './methods/grpo_trl.ts';
import { maxrl } from './methods/maxrl.ts';
import { opo } from './methods/opo.ts';
import { optimalTokenBaseline, tirOptimalTokenBaseline } from './methods/optimal_token_baseline.ts';
import { par } from './methods/par.ts';
import { pav } from './methods/pav.ts';
import { pbrs } from './methods/pbrs.ts';
import { pbsdRatio } from './methods/pbsd_ratio.ts';
import { pkpo } from './methods/pkpo.ts';
import { pprRenorm } from './methods/ppr_renorm.ts';
import { profFilter } from './methods/prof_filter.ts';
import { pureMinForm } from './methods/pure_min_form.ts';
import { pureRloo } from './methods/pure_rloo.ts';
import { pureVerlRloo } from './methods/pure_verl_rloo.ts';
import { reinforcePp } from './methods/reinforce_pp.ts';
import { reinforcePpBaseline } from './methods/reinforce_pp_baseline.ts';
import { remax } from './methods/remax.ts';
import { rlcr } from './methods/rlcr.ts';
import { rloo } from './methods/rloo.ts';
import { roboDopamineProgress } from './methods/robo_dopamine_progress.ts';
import { spa, spaReleaseCode, spaStepPlacement } from './methods/spa.ts';
import { sslTiered } from './methods/ssl_tiered.ts';
import { stratifiedGrpo } from './methods/stratified_grpo.ts';
import { vsrm } from './methods/vsrm.ts';

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
  discountedReturn,
  gae,
  biLevelGae,
  optimalTokenBaseline,
  tirOptimalTokenBaseline,
  pureRloo,
  pureVerlRloo,
  pav,
  spa,
  spaReleaseCode,
  spaStepPlacement,
  archer,
  deepseekProcessGrpo,
  clipDelta,
  gRa,
  pprRenorm,
  vsrm,
  capo,
  pbrs,
  roboDopamineProgress,
  gigpo,
];

export const methodById = (id: string): CreditMethod | undefined => METHODS.find((m) => m.id === id);
