import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { STEP_FIELDS, TRAJECTORY_FIELDS } from '../../src/core/importers/custom-format.ts';
import { COMMANDS, type CommandSpec } from '../../src/host/command-table.ts';
import { SETTINGS, type SettingSpec } from '../../src/host/setting-table.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json'));
const { contributes } = manifest;
const table = Object.entries(COMMANDS) as [string, CommandSpec][];

const sources = (readdirSync(join(root, 'src'), { recursive: true }) as string[])
  .filter((path) => path.endsWith('.ts'))
  .map((path) => read(join('src', path)));
const contextKeys = [...read('src/host/context-keys.ts').matchAll(/^ {2}'(rolloutLens\.\w+)':/gm)].map(([, key]) => key);

/** Every string of the manifest with the path to it. */
function* strings(value: unknown, path = ''): Generator<[path: string, text: string]> {
  if (typeof value === 'string') yield [path, value];
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) yield* strings(item, `${path}.${key}`);
}

describe('commands', () => {
  test('the manifest has those of the table, no more, with the same words', () => {
    const declared = contributes.commands.map(({ command, title, icon, enablement, category }: Record<string, string>) => ({
      command,
      title,
      icon,
      enablement,
      category,
    }));
    expect(declared).toEqual(
      table.map(([command, { title, icon, enablement }]) => ({ command, title, icon, enablement, category: 'Rollout Lens' })),
    );
  });

  test('each is registered exactly once', () => {
    const registered = sources.flatMap((source) =>
      [...source.matchAll(/command\(\s*services,\s*'(rolloutLens\.\w+)'/g)].map(([, id]) => id),
    );
    expect(registered.sort()).toEqual(table.map(([id]) => id).sort());
  });

  test('menus, key bindings, links and completion events name commands that exist', () => {
    const used = [...strings(contributes)].flatMap(([path, text]) => {
      if (/^\.(menus|keybindings)\..*\.command$/.test(path)) return [text];
      return [...text.matchAll(/(?:command:|onCommand:)([\w.]+)/g)].map((match) => match[1] ?? '');
    });
    const ours = used.filter((id) => id.startsWith('rolloutLens.') && id !== 'rolloutLens.rollouts.focus');
    expect(ours.length).toBeGreaterThan(30);
    expect(ours.filter((id) => !(id in COMMANDS))).toEqual([]);
  });

  test('what makes sense only where it is offered is kept out of the palette', () => {
    const hidden = contributes.menus.commandPalette
      .filter(({ when }: { when: string }) => when === 'false')
      .map(({ command }: { command: string }) => command);
    expect(hidden).toEqual(table.filter(([, spec]) => spec.hidden).map(([id]) => id));
  });
});

describe('settings', () => {
  const properties = contributes.configuration.properties as Record<string, Record<string, unknown>>;

  test('the manifest has those of the table, with type, default and choices', () => {
    const declared = Object.fromEntries(
      Object.entries(properties).map(([id, { type, default: value, enum: choices }]) => [id, { type, default: value, enum: choices }]),
    );
    const wanted = Object.entries(SETTINGS).map(([id, { type, default: value, enum: choices }]: [string, SettingSpec<unknown>]) => [
      id,
      { type, default: value, enum: choices },
    ]);
    expect(declared).toEqual(Object.fromEntries(wanted));
  });

  test('an untrusted workspace may not choose folders or devices', () => {
    const restricted = Object.entries(SETTINGS).filter(([, spec]) => (spec as SettingSpec<unknown>).restricted);
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual(restricted.map(([id]) => id));
    expect(manifest.capabilities.untrustedWorkspaces.supported).toBe('limited');
  });

  test('each is described', () => {
    for (const property of Object.values(properties)) expect(property.description ?? property.markdownDescription).toMatch(/\w{3}/);
  });
});

describe('house formats', () => {
  const schema = contributes.configuration.properties['rolloutLens.customFormats'].items;

  test('the editor knows the fields that are read, of the setting and of a mapping in a file', () => {
    const own = ['id', 'name', 'match', 'step'];
    expect(Object.keys(schema.properties).sort()).toEqual([...own, ...Object.keys(TRAJECTORY_FIELDS)].sort());
    expect(Object.keys(schema.properties.step.properties).sort()).toEqual(Object.keys(STEP_FIELDS).sort());
    const kinds = { ...TRAJECTORY_FIELDS, ...Object.fromEntries(Object.entries(STEP_FIELDS).map(([key, kind]) => [`step.${key}`, kind])) };
    for (const [key, kind] of Object.entries(kinds)) {
      const field = key.startsWith('step.') ? schema.properties.step.properties[key.slice(5)] : schema.properties[key];
      expect([key, field.type]).toEqual([key, kind === 'path' ? 'string' : 'object']);
      expect(field.description).toMatch(/\w{3}/);
    }
    const { $schema, title, ...file } = JSON.parse(read('media/house-format.schema.json'));
    const { $schema: allowed, ...properties } = file.properties;
    expect([$schema, title, allowed].every(Boolean)).toBe(true);
    expect({ ...file, properties }).toEqual(schema);
    expect(contributes.jsonValidation).toEqual([{ fileMatch: '*.house-format.json', url: './media/house-format.schema.json' }]);
  });
});

describe('context keys', () => {
  test('every key of ours in a when clause is in the table, and every key of the table is set', () => {
    const views = contributes.views.rolloutLens.map(({ id }: { id: string }) => id);
    const clauses = [...strings(contributes)]
      .filter(([path]) => /\.(when|enablement)$|completionEvents/.test(path))
      .map(([, text]) => text);
    const named = new Set(clauses.flatMap((clause) => clause.replace(/onCommand:\S+/, '').match(/rolloutLens\.\w+/g) ?? []));
    for (const known of [...views, 'rolloutLens.trajectory', 'rolloutLens.diff', 'rolloutLens.runDiff']) named.delete(known);
    expect([...named].sort()).toEqual([...contextKeys].sort());
    for (const key of contextKeys)
      expect(
        sources.some((source) => source.includes(`setContext('${key}'`)),
        key,
      ).toBe(true);
  });
});

describe('views and files', () => {
  test('views of the manifest are those the code makes', () => {
    expect(sources.some((source) => source.includes(`VIEW = '${contributes.views.rolloutLens[0].id}'`))).toBe(true);
    expect(contributes.viewsContainers.activitybar[0].id).toBe('rolloutLens');
  });

  test('rows ask for what the tree offers', () => {
    const kinds = new Set(
      contributes.menus['view/item/context'].flatMap(({ when }: { when: string }) => when.match(/\b(run|group|trajectory)\b/g) ?? []),
    );
    expect([...kinds].sort()).toEqual(['group', 'run', 'trajectory']);
  });

  test('what it points to is there', () => {
    const files = [...strings(manifest)].filter(([, text]) => /^(\.\/)?media\//.test(text)).map(([, text]) => text);
    expect(files.length).toBeGreaterThan(8);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  test('colours the code uses are declared for all four kinds of theme', () => {
    const used = new Set(sources.flatMap((source) => [...source.matchAll(/'(rolloutLens\.(?:up|down|score|live))'/g)].map(([, id]) => id)));
    const declared = contributes.colors.map(({ id }: { id: string }) => id);
    for (const id of used) expect(declared).toContain(id);
    for (const { defaults } of contributes.colors)
      expect(Object.keys(defaults)).toEqual(['dark', 'light', 'highContrast', 'highContrastLight']);
  });
});
