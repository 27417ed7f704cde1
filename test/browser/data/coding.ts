import type { Step } from '../../../src/core/model/trajectory.ts';

/** A coding rollout in the manner of SWE-bench agents, made up for these tests: 27 steps that fix the wrong thing. */

type Draft = Omit<Step, 'index' | 'actor'>;

const shell = (command: string, output: string, thought: string, isError = false): Draft => ({
  thought,
  actions: [{ tool: 'bash', args: { command }, id: 'call' }],
  observations: [{ text: output, of: 'call', from: 'tool', isError }],
});
const edit = (args: Record<string, string | number>, output: string, thought: string): Draft => ({
  thought,
  actions: [{ tool: 'str_replace_editor', args: { command: 'str_replace', ...args }, id: 'call' }],
  observations: [{ text: output, of: 'call', from: 'tool' }],
});
const view = (path: string, range: readonly [number, number], output: string, thought: string): Draft => ({
  thought,
  actions: [{ tool: 'str_replace_editor', args: { command: 'view', path, view_range: range }, id: 'call' }],
  observations: [{ text: output, of: 'call', from: 'tool' }],
});

const FIELDS = '/testbed/django/db/models/fields/__init__.py';
const numbered = (from: number, lines: readonly string[]): string =>
  lines.map((line, i) => `${String(from + i).padStart(6)}\t${line}`).join('\n');

const failing = (seconds: string): string =>
  [
    'Testing against Django installed in /testbed/django with up to 2 processes',
    'Creating test database for alias default...',
    'System check identified no issues (0 silenced).',
    '.'.repeat(58),
    ...Array.from({ length: 180 }, (_, i) => `test_field_${i} (model_fields.test_uuid.TestQuerying) ... ok`),
    '======================================================================',
    'FAIL: test_uuid_empty_string (model_fields.test_uuid.TestSaveLoad)',
    '----------------------------------------------------------------------',
    'Traceback (most recent call last):',
    '  File "/testbed/tests/model_fields/test_uuid.py", line 61, in test_uuid_empty_string',
    "    self.assertIsNone(UUIDModel(field='').field)",
    "AssertionError: '' is not None",
    '',
    `Ran 239 tests in ${seconds}s`,
    'FAILED (failures=1)',
  ].join('\n');

const drafts: readonly Draft[] = [
  {
    text: 'I will reproduce the failure first, then look at how `UUIDField` converts values on the way in and out of the database.',
    actions: [],
    observations: [],
  },
  {
    thought: 'Where are values converted? Search for the converters of UUIDField.',
    actions: [{ tool: 'search_dir', args: { query: 'class UUIDField', path: 'django/db/models' }, id: 'call' }],
    observations: [{ text: 'django/db/models/fields/__init__.py:2318: class UUIDField(Field):', of: 'call', from: 'tool' }],
  },
  view(
    FIELDS,
    [2318, 2372],
    numbered(2318, [
      'class UUIDField(Field):',
      '    default_error_messages = {',
      "        'invalid': _('“%(value)s” is not a valid UUID.'),",
      '    }',
      "    description = _('Universally unique identifier')",
      '    empty_strings_allowed = False',
      '',
      '    def __init__(self, verbose_name=None, **kwargs):',
      "        kwargs['max_length'] = 32",
      '        super().__init__(verbose_name, **kwargs)',
      '',
      '    def to_python(self, value):',
      '        if value is not None and not isinstance(value, uuid.UUID):',
      "            input_form = 'int' if isinstance(value, int) else 'hex'",
      '            try:',
      '                return uuid.UUID(**{input_form: value})',
      '            except (AttributeError, ValueError):',
      '                raise exceptions.ValidationError(',
      "                    self.error_messages['invalid'],",
    ]),
    'The class is short. Read all of it.',
  ),
  shell('cd /testbed && git log --oneline -5', '419a78300f Fixed #30245\ne245046bb6 Fixed #30242\n', 'What changed here lately?'),
  {
    thought: 'A test that shows the failure, before any change.',
    actions: [
      {
        tool: 'str_replace_editor',
        args: {
          command: 'create',
          path: '/testbed/reproduce.py',
          file_text:
            "import django\nfrom django.conf import settings\n\nsettings.configure(DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}})\ndjango.setup()\n\nfrom django.db import models\n\nfield = models.UUIDField()\nprint(repr(field.to_python('')))\n",
        },
        id: 'call',
      },
    ],
    observations: [{ text: 'File created successfully at: /testbed/reproduce.py', of: 'call', from: 'tool' }],
  },
  shell(
    'cd /testbed && python reproduce.py',
    "Traceback (most recent call last):\n  File \"reproduce.py\", line 10, in <module>\n    print(repr(field.to_python('')))\ndjango.core.exceptions.ValidationError: ['“” is not a valid UUID.']",
    'Run it.',
    true,
  ),
  view(
    '/testbed/tests/model_fields/test_uuid.py',
    [1, 80],
    numbered(1, ['import json', 'import uuid', '', 'from django.core import exceptions, serializers']),
    'What do the tests expect?',
  ),
  edit(
    {
      path: '/testbed/tests/model_fields/test_uuid.py',
      old_str:
        '    def test_uuid_instance_ok(self):\n        field = models.UUIDField()\n        field.clean(uuid.uuid4(), None)  # no error',
      new_str:
        "    def test_uuid_instance_ok(self):\n        field = models.UUIDField()\n        field.clean(uuid.uuid4(), None)  # no error\n\n    def test_uuid_empty_string(self):\n        self.assertIsNone(UUIDModel(field='').field)",
    },
    'The file /testbed/tests/model_fields/test_uuid.py has been edited.',
    'Add a case for the empty string.',
  ),
  shell('cd /testbed/tests && ./runtests.py model_fields.test_uuid -v 2', failing('0.412'), 'It should fail now.', true),
  shell(
    "grep -rn 'to_python' django/db/models/fields/__init__.py | head -20",
    'django/db/models/fields/__init__.py:515:    def to_python(self, value):\ndjango/db/models/fields/__init__.py:943:    def to_python(self, value):',
    'Which other fields coerce empty strings?',
  ),
  {
    thought: 'The value comes back from the database through a converter. Find it.',
    actions: [{ tool: 'search_dir', args: { query: 'from_db_value', path: 'django/db/models' }, id: 'call' }],
    observations: [{ text: 'No matches found for "from_db_value" in django/db/models', of: 'call', from: 'tool' }],
  },
  edit(
    {
      path: FIELDS,
      old_str:
        "    def to_python(self, value):\n        if value is not None and not isinstance(value, uuid.UUID):\n            input_form = 'int' if isinstance(value, int) else 'hex'",
      new_str:
        "    def to_python(self, value):\n        if not value:\n            return None\n        if not isinstance(value, uuid.UUID):\n            input_form = 'int' if isinstance(value, int) else 'hex'",
    },
    "The file /testbed/django/db/models/fields/__init__.py has been edited.\nNote: 1 warning: 'value' may be 0",
    'The converter returns an error for empty strings, so I will change `to_python` to coerce before the conversion. This should make the failing case pass.',
  ),
  shell('cd /testbed/tests && ./runtests.py model_fields.test_uuid', failing('0.398'), 'Does the case pass?', true),
  shell('cd /testbed/tests && ./runtests.py model_fields.test_uuid', failing('0.401'), 'Maybe a stale cache. Run it again.', true),
  shell('cd /testbed/tests && ./runtests.py model_fields.test_uuid', failing('0.395'), 'Again, with a clean tree.', true),
  view(
    '/testbed/tests/model_fields/test_uuid.py',
    [50, 70],
    numbered(50, ['    def test_uuid_empty_string(self):']),
    'Look at the assertion.',
  ),
  edit(
    {
      path: '/testbed/tests/model_fields/test_uuid.py',
      old_str: "        self.assertIsNone(UUIDModel(field='').field)",
      new_str: "        self.assertIsNone(models.UUIDField().to_python(''))",
    },
    'The file has been edited.',
    'The model instance never calls `to_python`; test the field itself.',
  ),
  shell('cd /testbed/tests && ./runtests.py model_fields.test_uuid', 'Ran 239 tests in 0.377s\n\nOK', 'Now it should pass.'),
  {
    thought: 'One more place: the form field.',
    actions: [
      {
        tool: 'apply_patch',
        args: {
          patch:
            '*** Begin Patch\n*** Update File: django/forms/fields.py\n@@ class UUIDField(CharField):\n     def to_python(self, value):\n         value = super().to_python(value)\n-        if value in self.empty_values:\n+        if value in self.empty_values or not str(value).strip():\n             return None\n*** End Patch',
        },
        id: 'call',
      },
    ],
    observations: [{ text: 'Done!', of: 'call', from: 'tool' }],
  },
  shell('cd /testbed/tests && ./runtests.py forms_tests -v 0', 'Ran 602 tests in 3.120s\n\nOK', 'And the forms.'),
  view(
    FIELDS,
    [2326, 2345],
    numbered(2326, ['    def to_python(self, value):', '        if not value:', '            return None']),
    'Check the edit.',
  ),
  shell('git diff --stat', ' django/db/models/fields/__init__.py | 4 +++-\n django/forms/fields.py | 2 +-', 'What changed in all?'),
  {
    thought: 'Zero is a valid UUID integer. Is it lost now?',
    actions: [
      {
        tool: 'python',
        args: {
          code: "import uuid\nfrom django.db import models\n\nf = models.UUIDField()\nfor value in ('', 0, '0' * 32):\n    print(repr(value), '->', f.to_python(value))",
        },
        id: 'call',
      },
    ],
    observations: [
      {
        text: "'' -> None\n0 -> None\n'00000000000000000000000000000000' -> 00000000-0000-0000-0000-000000000000",
        of: 'call',
        from: 'tool',
      },
    ],
  },
  shell('cd /testbed/tests && ./runtests.py model_fields', `${failing('2.204')}`, 'The whole app.', true),
  shell('cd /testbed && git stash && cd tests && ./runtests.py model_fields', failing('2.198'), 'Was it red before?', true),
  shell('cd /testbed && git stash pop && rm reproduce.py', 'Dropped refs/stash@{0}', 'Bring my change back and clean up.'),
  {
    text: 'The field now turns empty strings into `None`.\n\n```python\nif not value:\n    return None\n```\n\nThe rest of the suite is unchanged.',
    actions: [{ tool: 'submit', args: {}, id: 'call' }],
    observations: [],
  },
];

const TOKENS = [
  212, 340, 1800, 96, 610, 130, 420, 780, 1700, 240, 1840, 640, 380, 1690, 1120, 1490, 300, 210, 560, 190, 260, 90, 480, 1310, 1380, 120,
  340,
];

export const CODING_SCORES = [
  0.46, 0.45, 0.44, 0.41, 0.43, 0.45, 0.43, 0.44, 0.42, 0.4, 0.37, 0.04, 0.04, 0.04, 0.05, 0.07, 0.06, 0.16, 0.18, 0.17, 0.14, 0.14, 0.15,
  0.1, 0.07, 0.05, 0.05,
];

export const CODING: readonly Step[] = drafts.map((draft, index) => ({
  ...draft,
  index,
  actor: 'assistant',
  usage: { input: 3000 + index * 900, output: TOKENS[index] ?? 0 },
  timing: { duration: 2400 + (index % 5) * 3100 },
  ...(index === 11 ? { logged: { advantage: -0.61, entropy: 0.214 } } : {}),
}));

export const CODING_PREAMBLE = [
  {
    role: 'system' as const,
    text: `You are a careful software engineer working in a terminal.\n${Array.from({ length: 60 }, (_, i) => `${i + 1}. Rule number ${i + 1}: keep changes small and run the tests.`).join('\n')}`,
  },
  {
    role: 'user' as const,
    text: 'UUIDField.to_python() raises on the empty string.\n\nForms with an optional UUIDField submit an empty string, and saving the model fails with a ValidationError. It should be treated as no value.',
  },
];
