import { Button } from '../../components/button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Icon } from '../../components/icon.tsx';
import { JobNote } from '../../components/job-note.tsx';
import { Table } from '../../components/table.tsx';
import { formatCount } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { type Profile, profileSchema } from './label-api.ts';
import { originName } from './origin-name.ts';
import { useSetJob } from './use-set-job.ts';

/** What is in a data set, and what is wrong with it. */
export function ProfileTab({ name }: { readonly name: string }) {
  const { watched, error, busy, start } = useSetJob(name, 'profile');
  const words = strings.labels.profile;
  const profile = watched.job?.state === 'done' ? profileSchema.safeParse(watched.job.result).data : undefined;
  return (
    <>
      <p className="dim">{words.help}</p>
      <div>
        <Button kind="main" busy={busy} onClick={() => start({})}>
          {words.start}
        </Button>
      </div>
      {error && <ErrorNote error={error} />}
      <JobNote watched={watched} />
      {profile && (
        <>
          <p role="status">{words.summary(profile.n, profile.groups)}</p>
          <h2>{words.problems}</h2>
          {profile.problems.length === 0 && <p>{words.fine}</p>}
          <ul className="profile-problems">
            {profile.problems.map((problem) => (
              <Problem key={`${problem.code}/${problem.message}`} problem={problem} />
            ))}
          </ul>
          <Classes classes={profile.classes} />
        </>
      )}
    </>
  );
}

function Problem({ problem }: { readonly problem: Profile['problems'][number] }) {
  const { code, severity, message, count, items } = problem;
  const words = strings.labels.profile;
  return (
    <li data-severity={severity}>
      <p>
        <Icon name={severity === 'note' ? 'detection' : 'warning'} />{' '}
        <strong>
          {words.severity[severity]}: {words.title[code] ?? code}
        </strong>
      </p>
      <p lang="en">{message}</p>
      {items.length > 0 && (
        <details>
          <summary>{words.itemsOf(count)}</summary>
          <ol>
            {items.map((origin, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: of pairs an item may stand there twice
              <li key={`${place}/${origin}`}>
                <span title={origin}>{originName(origin)}</span>
              </li>
            ))}
          </ol>
        </details>
      )}
    </li>
  );
}

function Classes({ classes }: Pick<Profile, 'classes'>) {
  const words = strings.labels;
  return (
    <Table
      caption={words.profile.classes}
      rows={classes}
      rowKey={({ label }) => label}
      sortedBy={{ key: 'label' }}
      columns={[
        { key: 'label', title: words.label, heading: true, sort: ({ label }) => label, cell: ({ label }) => label },
        { key: 'n', title: words.items, numeric: true, sort: ({ n }) => n, cell: ({ n }) => formatCount(n) },
        ...(['groups', 'cameras', 'days'] as const).map((key) => ({
          key,
          title: words.profile[key],
          numeric: true,
          sort: (one: Profile['classes'][number]) => one[key],
          cell: (one: Profile['classes'][number]) => formatCount(one[key]),
        })),
      ]}
    />
  );
}
