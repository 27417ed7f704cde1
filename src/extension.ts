import type * as vscode from 'vscode';
import { register as creditProblems } from './features/credit-problems/register.ts';
import { register as formats } from './features/formats/register.ts';
import { register as groupView } from './features/group-view/register.ts';
import { register as open } from './features/open/register.ts';
import { register as problems } from './features/problems/register.ts';
import { register as rolloutsView } from './features/rollouts-view/register.ts';
import { register as runCredit } from './features/run-credit/register.ts';
import { register as runDiff } from './features/run-diff/register.ts';
import { register as scoring } from './features/scoring/register.ts';
import { register as trajectoryDiff } from './features/trajectory-diff/register.ts';
import { register as trajectoryPanel } from './features/trajectory-panel/register.ts';
import { register as transcript } from './features/transcript/register.ts';
import { openServices } from './host/open-services.ts';

const FEATURES = [
  rolloutsView,
  trajectoryPanel,
  groupView,
  transcript,
  trajectoryDiff,
  runDiff,
  scoring,
  open,
  formats,
  problems,
  creditProblems,
  runCredit,
] as const;

export function activate(context: vscode.ExtensionContext): void {
  const started = performance.now();
  const services = openServices(context);
  for (const register of FEATURES) register(services);
  services.log.info(`Ready in ${Math.round(performance.now() - started)} ms`);
}
