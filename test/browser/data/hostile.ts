import type { Step } from '../../../src/core/model/trajectory.ts';

/** Text that attacks a careless viewer. All of it must be seen, none of it may act. */
export const ATTACKS = {
  script: '<script>window.hacked = 1</script>',
  image: '<img src=x onerror="window.hacked = 2">',
  link: '[click me](command:workbench.action.terminal.sendSequence?%5B%22rm%22%5D)',
  anchor: '<a href="command:rolloutLens.delete">delete</a>',
  style: '<style>* { display: none }</style>',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a template injection is what this is about
  template: '${window.hacked = 3} {{constructor.constructor("hacked=1")()}}',
  closing: '</pre></div></template><iframe src="javascript:parent.hacked = 4"></iframe>',
};

const escapes = '\u001b[31mred\u001b[0m \u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007 \u001b[2J\u0007bell';
const bidi = 'if (access == "user\u202e // nimda kcehc\u2066") {';

export const HOSTILE: readonly Step[] = [
  {
    index: 0,
    actor: ATTACKS.image,
    thought: Object.values(ATTACKS).join('\n'),
    text: `${ATTACKS.script} \`${ATTACKS.image}\`\n\n\`\`\`html\n${ATTACKS.closing}\n\`\`\``,
    actions: [
      { tool: `bash${ATTACKS.image}`, args: { command: `echo '${ATTACKS.script}'` }, id: 'a' },
      { tool: 'custom', args: { [ATTACKS.image]: ATTACKS.script, __proto__x: { constructor: ATTACKS.link } }, id: 'b' },
      {
        tool: 'str_replace_editor',
        args: { command: 'str_replace', path: ATTACKS.anchor, old_str: ATTACKS.script, new_str: ATTACKS.style },
        id: 'c',
      },
    ],
    observations: [
      { text: `${escapes}\n${bidi}\nprogress 10%\rprogress 99%\n${ATTACKS.link}`, of: 'a', from: ATTACKS.image },
      { text: JSON.stringify({ [ATTACKS.anchor]: ATTACKS.closing }), of: 'b', from: 'tool' },
      {
        text: ATTACKS.template,
        of: 'c',
        from: 'tool',
        isError: true,
        images: [
          { kind: 'elided', note: ATTACKS.image },
          { kind: 'file', path: '../../etc/passwd' },
        ],
      },
    ],
    error: ATTACKS.style,
    logged: { [ATTACKS.image]: 1 },
  },
];
