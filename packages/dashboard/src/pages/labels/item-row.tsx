import { Go } from '../../components/go.tsx';
import { formatFull } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import type { LabelledItem } from './label-api.ts';
import { originName } from './origin-name.ts';
import { RegionFrame } from './region-frame.tsx';

interface ItemRowProps {
  readonly item: LabelledItem;
  readonly marked: boolean;
  /** Left out: nothing can be marked. */
  readonly onMark?: () => void;
}

export function ItemRow({ item, marked, onMark }: ItemRowProps) {
  const { origin, label, camera, captured_at, region, box } = item;
  const words = strings.labels;
  const where = `${camera ?? originName(origin)}${captured_at === null ? '' : `, ${formatFull(captured_at)}`}`;
  return (
    <article className="item-row" data-marked={marked}>
      {onMark && <input type="checkbox" checked={marked} aria-label={words.mark(label, where)} onChange={onMark} />}
      <RegionFrame region={region} box={box} />
      <p className="item-what">
        <strong>{label}</strong>
        <span className="dim">{camera === null ? `${words.noCamera}: ${originName(origin)}` : camera}</span>
      </p>
      <p className="item-when dim">
        {captured_at !== null && <time dateTime={new Date(captured_at).toISOString()}>{formatFull(captured_at)}</time>}
        <span>{words.region[region]}</span>
      </p>
      {onMark && (
        <Go to={`?${new URLSearchParams({ tab: 'similar', like: origin })}`} label={words.likeLink(where)}>
          {words.likeThis}
        </Go>
      )}
    </article>
  );
}
