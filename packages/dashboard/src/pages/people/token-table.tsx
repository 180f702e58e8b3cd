import type { TokenView } from '@splitsight/wire';
import { Button } from '../../components/button.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { formatFull } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { placesText } from './places-text.ts';

interface TokenTableProps {
  readonly tokens: readonly TokenView[];
  readonly onRevoke: (token: TokenView) => void;
}

/** Somebody's API tokens. */
export function TokenTable({ tokens, onRevoke }: TokenTableProps) {
  const words = strings.people;
  const columns: readonly Column<TokenView>[] = [
    { key: 'name', title: words.token.name, heading: true, cell: ({ name }) => name, sort: ({ name }) => name },
    { key: 'role', title: words.token.role, cell: ({ role }) => words.roles[role] },
    { key: 'places', title: words.token.places, cell: ({ places }) => placesText(places) },
    {
      key: 'expires',
      title: words.token.expires,
      cell: ({ expires_at }) => formatFull(expires_at),
      sort: ({ expires_at }) => expires_at,
    },
    {
      key: 'used',
      title: words.token.used,
      cell: ({ used_at }) => (used_at === null ? words.never : formatFull(used_at)),
      sort: ({ used_at }) => used_at ?? 0,
    },
    {
      key: 'revoke',
      title: words.revoke,
      cell: (token) => <Button onClick={() => onRevoke(token)}>{words.revoke}</Button>,
    },
  ];
  return <Table caption={words.tokens} columns={columns} rows={tokens} rowKey={({ id }) => String(id)} />;
}
