import { useState } from 'react';
import { useMay } from '../../api/me.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Select } from '../../components/inputs.tsx';
import { VirtualList } from '../../components/virtual-list.tsx';
import { formatCount } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { ItemBar, type Marked } from './item-bar.tsx';
import { ItemRow } from './item-row.tsx';
import type { DataSet, LabelledItem } from './label-api.ts';
import { stepFocus } from './step-focus.ts';
import { useItems } from './use-items.ts';

interface ItemsTabProps {
  readonly set: DataSet;
  /** The label whose items are shown; empty: all. */
  readonly label: string;
  readonly onLabel: (label: string) => void;
}

const nothing: Marked = { origins: new Set(), ofLabel: undefined };
const keyOf = ({ origin }: LabelledItem) => origin;

/** The items: by label, to be relabelled or removed. */
export function ItemsTab({ set, label, onLabel }: ItemsTabProps) {
  const may = useMay();
  const { items, error, loading, complete, more, again } = useItems(set.name, label);
  const [marked, setMarked] = useState(nothing);
  const words = strings.labels;
  const counts = Object.entries(set.labels).sort((a, b) => b[1] - a[1]);
  const total = label === '' ? set.items : (set.labels[label] ?? 0);
  if (set.items === 0) return <EmptyState text={words.empty} help={words.emptyHelp} />;

  const mark = (origin: string) => {
    const origins = new Set(marked.origins);
    if (!origins.delete(origin)) origins.add(origin);
    setMarked({ origins, ofLabel: undefined });
  };
  return (
    <>
      <div className="items-filter">
        <Select
          label={words.label}
          value={label}
          options={[
            { value: '', label: `${words.everyLabel} (${formatCount(set.items)})` },
            ...counts.map(([value, count]) => ({ value, label: `${value} (${formatCount(count)})` })),
          ]}
          onChange={(next) => {
            setMarked(nothing);
            onLabel(next);
          }}
        />
        {may('operate') && (
          <Button onClick={() => setMarked({ origins: new Set(items.map(keyOf)), ofLabel: undefined })}>
            {words.markShown}
          </Button>
        )}
        {may('operate') && label !== '' && total > 0 && (
          <Button onClick={() => setMarked({ origins: new Set(), ofLabel: label })}>
            {words.markAllOf(total, label)}
          </Button>
        )}
      </div>
      {(marked.origins.size > 0 || marked.ofLabel !== undefined) && (
        <ItemBar
          set={set}
          marked={marked}
          count={marked.ofLabel === undefined ? marked.origins.size : total}
          onDone={() => setMarked(nothing)}
        />
      )}
      {error && <ErrorNote error={error} onRetry={again} />}
      {items.length === 0 && !loading && !error && <EmptyState text={words.noneOfLabel} />}
      <p className="dim">{words.noPictures}</p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the boxes, which have the focus */}
      <div onKeyDown={stepFocus}>
        <VirtualList label={words.items} items={items} itemKey={keyOf} estimate={64} onEnd={more}>
          {(item) => (
            <ItemRow
              item={item}
              marked={marked.origins.has(item.origin) || item.label === marked.ofLabel}
              {...(may('operate') && { onMark: () => mark(item.origin) })}
            />
          )}
        </VirtualList>
      </div>
      <p className="dim" role="status">
        {loading ? strings.common.loading : words.listed(items.length, total)}
      </p>
      {!complete && !loading && <Button onClick={more}>{words.more}</Button>}
    </>
  );
}
