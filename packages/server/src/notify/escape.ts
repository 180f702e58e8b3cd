const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as HTML shows it, wherever it stands. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (found) => entities[found] ?? found);
}
