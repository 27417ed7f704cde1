/** A setting as the manifest declares it. */
export interface SettingSpec<T> {
  readonly type: 'array' | 'string' | 'boolean' | 'number';
  readonly default: T;
  readonly enum?: readonly T[];
  /** An untrusted workspace may not set it. */
  readonly restricted?: boolean;
}

export type StepRewardsSetting = 'auto' | 'log' | 'scorer' | 'change' | 'blend';
export type DeviceSetting = 'auto' | 'cpu' | 'webgpu' | 'off';

const setting = <T>(spec: SettingSpec<T>): SettingSpec<T> => spec;

export const SETTINGS = {
  'rolloutLens.directories': setting<readonly string[]>({ type: 'array', default: [], restricted: true }),
  'rolloutLens.customFormats': setting<readonly unknown[]>({ type: 'array', default: [] }),
  'rolloutLens.scoring.device': setting<DeviceSetting>({
    type: 'string',
    default: 'auto',
    enum: ['auto', 'cpu', 'webgpu', 'off'],
    restricted: true,
  }),
  'rolloutLens.scoring.automatic': setting<boolean>({ type: 'boolean', default: true }),
  'rolloutLens.watch.polling': setting<boolean>({ type: 'boolean', default: false }),
  'rolloutLens.transcript.decorations': setting<boolean>({ type: 'boolean', default: true }),
  'rolloutLens.credit.methods': setting<readonly string[]>({ type: 'array', default: ['gigpo', 'rudder', 'pure_min_form', 'grpo'] }),
  'rolloutLens.credit.stepRewards': setting<StepRewardsSetting>({
    type: 'string',
    default: 'auto',
    enum: ['auto', 'log', 'scorer', 'change', 'blend'],
  }),
  'rolloutLens.credit.problems': setting<boolean>({ type: 'boolean', default: true }),
  'rolloutLens.search.fullText': setting<boolean>({ type: 'boolean', default: true }),
  'rolloutLens.search.maxIndexMegabytes': setting<number>({ type: 'number', default: 512 }),
} as const;

export type SettingId = keyof typeof SETTINGS;
export type SettingValue<K extends SettingId> = (typeof SETTINGS)[K]['default'];
