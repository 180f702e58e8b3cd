import { loadConfigFile } from '@splitsight/kernel/node';
import {
  formatYaml,
  type RuleImportAnswer,
  type RuleView,
  ruleFileSchema,
  ruleImportAnswerSchema,
  rulesAnswerSchema,
} from '@splitsight/wire';
import type { Command } from 'commander';
import { createApiClient } from '../api/client.ts';
import { type ServerFlags, withServer } from '../api/flags.ts';
import { show } from '../output.ts';
import { formatTable } from '../text-table.ts';

interface ImportFlags extends ServerFlags {
  readonly replace?: true;
  readonly dryRun?: true;
}

/** Registers `splitsight rules`: when scores become alerts, as a list and as a file. */
export function registerRules(program: Command, signal: AbortSignal): void {
  const rules = program.command('rules').description('when scores become alerts: the rules of a server');
  const api = (flags: ServerFlags) => createApiClient({ ...flags, signal });

  withServer(rules.command('list', { isDefault: true }))
    .description('the rules, and what each did since the server started')
    .action(async (flags: ServerFlags) => {
      const answer = await api(flags).get('/api/v1/rules', rulesAnswerSchema);
      show(flags, answer, describeRules(answer.rules));
    });
  withServer(rules.command('export'))
    .description('print the rules that people have made, as YAML that `import` takes')
    .action(async (flags: ServerFlags) => {
      const { rules: all } = await api(flags).get('/api/v1/rules', rulesAnswerSchema);
      const made = all.filter((view) => !view.built_in).map(({ rule }) => rule);
      show(flags, { rules: made }, rulesText(made));
    });
  rules
    .command('check')
    .description('say what is wrong with a file of rules; asks no server')
    .argument('<file>', 'YAML, as `export` writes it')
    .action((file: string) => {
      const { rules: read } = loadConfigFile(file, ruleFileSchema);
      process.stdout.write(`${file}: ${read.length} rules, all well\n`);
    });
  withServer(rules.command('import'))
    .description('take over a file of rules, all or none; they hold at once')
    .argument('<file>', 'YAML, as `export` writes it')
    .option('--replace', 'delete the rules that are not in the file')
    .option('--dry-run', 'only say what would change')
    .action(async (file: string, flags: ImportFlags) => {
      const body = {
        ...loadConfigFile(file, ruleFileSchema),
        replace: flags.replace ?? false,
        dry_run: flags.dryRun ?? false,
      };
      const answer = await api(flags).post('/api/v1/rules/import', ruleImportAnswerSchema, body);
      show(flags, answer, describeImport(answer));
    });
}

/** A file of rules, as `import` takes it. */
export function rulesText(rules: readonly object[]): string {
  return `${formatYaml({ rules }).trimStart()}\n`;
}

function describeImport(answer: RuleImportAnswer): string {
  const lines = Object.entries(answer).map(([what, ids]) => `${what}: ${ids.length > 0 ? ids.join(', ') : '-'}`);
  return `${lines.join('\n')}\n`;
}

function describeRules(views: readonly RuleView[]): string {
  const rows = views.map(({ rule, state, cameras, alerts, suppressed, revision }) => [
    rule.id,
    rule.name,
    rule.head,
    state,
    String(cameras),
    String(alerts),
    Object.entries(suppressed)
      .map(([reason, count]) => `${reason} ${count}`)
      .join(', ') || '-',
    revision === 0 ? '-' : String(revision),
  ]);
  return formatTable([['id', 'name', 'head', 'state', 'cameras', 'alerts', 'not raised', 'revision'], ...rows]);
}
