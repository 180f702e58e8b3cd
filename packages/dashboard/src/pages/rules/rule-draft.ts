import { newRuleSchema, type Rule, type RuleView } from '@splitsight/wire';
import { strings } from '../../strings/strings.ts';

/** A rule that is worked on; a new one has no id yet. */
export type Draft = Omit<Rule, 'id' | 'head'> & { readonly id?: string | undefined; readonly head: string };

export function emptyDraft(head: string): Draft {
  return {
    ...{ name: '', enabled: true, head, cameras: ['*'], except: [], dwell_s: 0, global_cooldown_s: 0 },
    ...{ zones: [], global_in_zones: false, masks: [], schedule: null, armed_in: 'always' },
  };
}

/** What is worked on when a rule is opened. */
export function draftOf({ rule }: RuleView): Draft {
  return rule;
}

/** What is wrong with a draft, by where: `name`, `zones.0.polygon`. */
export function problemsOf(draft: Draft): ReadonlyMap<string, string> {
  const words = strings.rules;
  const parsed = newRuleSchema.safeParse(sent(draft));
  const problems = new Map<string, string>();
  for (const issue of parsed.error?.issues ?? []) {
    const where = issue.path.map(String).join('.');
    const problem = issue.code === 'custom' ? issue.params?.problem : undefined;
    if (typeof problem === 'string' && problem in words.problems) {
      problems.set(where, words.problems[problem as keyof typeof words.problems]);
    } else if (where === 'threshold' && issue.code === 'custom') problems.set(where, words.contradiction);
    else if (/^zones\.\d+\.name$/.test(where) && issue.code === 'custom') problems.set(where, words.twice);
    else if (where === 'schedule.time_zone') problems.set(where, words.timeZoneWrong);
    else problems.set(where, issue.code === 'too_small' ? words.required : words.invalid);
  }
  return problems;
}

/** A draft as it is sent: without the empty lines of its lists. */
export function sent(draft: Draft): Draft {
  return { ...draft, cameras: filled(draft.cameras), except: filled(draft.except) };
}

function filled(lines: readonly string[]): string[] {
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}
