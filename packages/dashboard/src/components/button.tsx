import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

interface ButtonProps {
  readonly children: ReactNode;
  readonly onClick?: () => void;
  /** `main` for the one thing the page is for, `danger` for what cannot be taken back. */
  readonly kind?: 'plain' | 'main' | 'danger' | 'quiet';
  readonly type?: 'button' | 'submit';
  readonly icon?: IconName;
  readonly disabled?: boolean;
  /** Waits for an answer: pressed again, it does nothing. */
  readonly busy?: boolean;
  readonly pressed?: boolean;
}

export function Button({
  children,
  onClick,
  kind = 'plain',
  type = 'button',
  icon,
  disabled,
  busy,
  pressed,
}: ButtonProps) {
  return (
    <button
      type={type}
      className="button"
      data-kind={kind}
      disabled={disabled}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      aria-pressed={pressed}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.();
      }}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

interface IconButtonProps {
  readonly icon: IconName;
  /** What it does; also shown as a tip. */
  readonly label: string;
  readonly onClick: () => void;
  readonly disabled?: boolean;
  readonly pressed?: boolean;
}

/** A button that is only an icon. */
export function IconButton({ icon, label, onClick, disabled, pressed }: IconButtonProps) {
  return (
    <button
      type="button"
      className="tool"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
