import { Icon, type IconName } from './icon.tsx';

/** A state as icon and word; `state` also names its colour in the style sheet. */
export function StateBadge({ state, label }: { readonly state: IconName; readonly label: string }) {
  return (
    <span className="badge" data-state={state}>
      <Icon name={state} />
      {label}
    </span>
  );
}
