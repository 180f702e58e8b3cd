interface EmptyStateProps {
  readonly text: string;
  readonly help?: string;
  /** What to type to get further. */
  readonly command?: string;
}

/** What stands where nothing is yet: what that means, and what to do about it. */
export function EmptyState({ text, help, command }: EmptyStateProps) {
  return (
    <div className="empty">
      <p className="empty-text">{text}</p>
      {help !== undefined && <p>{help}</p>}
      {command !== undefined && <code className="command">{command}</code>}
    </div>
  );
}
