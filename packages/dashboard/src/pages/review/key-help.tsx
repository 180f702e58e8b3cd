import { Dialog } from '../../components/dialog.tsx';
import { strings } from '../../strings/strings.ts';
import { reviewKeys } from './keys.ts';

/** What the keys of the list do. */
export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  const words = strings.review.keys;
  return (
    <Dialog title={words.title} onClose={onClose}>
      <p className="dim">{words.help}</p>
      <dl className="review-keys">
        {reviewKeys.map(([command, keys]) => (
          <div key={command}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{words.names[key] ?? key}</kbd>
              ))}
            </dt>
            <dd>{words.commands[command]}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
