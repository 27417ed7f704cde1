import type { CreditMethod } from './method.ts';
import { archer } from './methods/archer.ts';
import { planRewardbench, prmbench, processbench, rewardbench2Ties } from './methods/benchmarks.ts';
import { biLevelGae } from './methods/bi_level_gae.ts';
import { capo } from './methods/capo.ts';
import { carrCgrpo } from './methods/carr_cgrpo.ts';
import { cjeIsotonic } from './methods/cje_isotonic.ts';
import { clipDelta } from './methods/clip_delta.ts';
import { dapoOverlong } from './methods/dapo_overlong.ts';
import { deepseekProcessGrpo } from './methods/deepseek_process_grpo.ts';
import { discountedReturn } from './methods/discounted_return.ts';
import { dmpoTarget } from './methods/dmpo_target.ts';
import { eGrpo } from './methods/e_grpo.ts';
import { empg } from './methods/empg.ts';
import { bifurcation, firstError } from './methods/first_error.ts';
import { gRa } from './methods/g_ra.ts';
import { gae } from './methods/gae.ts';
import { gdpo } from './methods/gdpo.ts';
import { gigpo } from './methods/gigpo.ts';
import { gpg } from './methods/gpg.ts';
import { drGrpo, grpo } from './methods/grpo.ts';
import { grpoPassk } from './methods/grpo_passk.ts';
import { grpoTrl } from './methods/grpo_trl.ts';
import { hca } from './methods/hca.ts';
import { hgpo } from './methods/hgpo.ts';
import { hiperHae } from './methods/hiper_hae.ts';
import { a2tgpo, igpo, igpoReleaseCode } from './methods/igpo.ts';
import { implicitPrm } from './methods/implicit_prm.ts';
import { istar, istarReleaseCode } from './methods/istar.ts';
import { matchtirAdv } from './methods/matchtir_adv.ts';
import { matchtirMatch } from './methods/matchtir_match.ts';
import { maxrl } from './methods/maxrl.ts';
import { mtGrpo } from './methods/mt_grpo.ts';
import { opd } from './methods/opd.ts';
import { opo } from './methods/opo.ts';
import { optimalTokenBaseline, tirOptimalTokenBaseline } from './methods/optimal_token_baseline.ts';
import { par } from './methods/par.ts';
import { pav } from './methods/pav.ts';
import { pbrs } from './methods/pbrs.ts';
import { pbsdRatio } from './methods/pbsd_ratio.ts';
import { pkpo } from './methods/pkpo.ts';
import { pprRenorm } from './methods/ppr_renorm.ts';
import { primeRloo } from './methods/prime_rloo.ts';
import { profFilter } from './methods/prof_filter.ts';
import { pureMinForm } from './methods/pure_min_form.ts';
import { pureRloo } from './methods/pure_rloo.ts';
import { pureVerlRloo } from './methods/pure_verl_rloo.ts';
import { reinforcePp } from './methods/reinforce_pp.ts';
import { reinforcePpBaseline } from './methods/reinforce_pp_baseline.ts';
import { remax } from './methods/remax.ts';
import { epic, starc } from './methods/reward_distance.ts';
import { rlcr } from './methods/rlcr.ts';
import { rloo } from './methods/rloo.ts';
import { roboDopamineProgress } from './methods/robo_dopamine_progress.ts';
import { rudder } from './methods/rudder.ts';
import { shapley } from './methods/shapley.ts';
import { slate } from './methods/slate.ts';
import { spa, spaReleaseCode, spaStepPlacement } from './methods/spa.ts';
import { spoChain } from './methods/spo_chain.ts';
import { sslTiered } from './methods/ssl_tiered.ts';
import { stratifiedGrpo } from './methods/stratified_grpo.ts';
import { treeGrpo } from './methods/tree_grpo.ts';
import { portool, spoTree, treeLocalLoo } from './methods/tree_methods.ts';
import { densegrpo, tempflowWeight, turningpointGrpo } from './methods/turningpoint_grpo.ts';
import { vineppo } from './methods/vineppo.ts';
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
  mtGrpo,
  hgpo,
  a2tgpo,
  igpo,
  igpoReleaseCode,
  matchtirMatch,
  matchtirAdv,
  portool,
  spoTree,
  treeLocalLoo,
  treeGrpo,
  spoChain,
  vineppo,
  slate,
  istar,
  istarReleaseCode,
  implicitPrm,
  primeRloo,
  hiperHae,
  empg,
  densegrpo,
  tempflowWeight,
  turningpointGrpo,
  rudder,
  hca,
  shapley,
  bifurcation,
  firstError,
  cjeIsotonic,
  epic,
  starc,
  opd,
  planRewardbench,
  prmbench,
  processbench,
  rewardbench2Ties,
];

export const methodById = (id: string): CreditMethod | undefined => METHODS.find((m) => m.id === id);
