import type { CreditMethod } from './method.ts';
import { gigpo } from './methods/gigpo.ts';
import { drGrpo, grpo } from './methods/grpo.ts';
import { pureMinForm } from './methods/pure_min_form.ts';
import { rloo } from './methods/rloo.ts';

/** The only list of credit methods; menus, docs, the command line and the vector tests read it. */
export const METHODS: readonly CreditMethod[] = [grpo, drGrpo, rloo, pureMinForm, gigpo];

export const methodById = (id: string): CreditMethod | undefined => METHODS.find((m) => m.id === id);
