import { useEffect } from 'react';
import { strings } from '../strings/strings.ts';

const open = new Set<symbol>();

/** While `unsaved`, leaving the page, closing the tab and changing the language ask first. */
export function useUnsaved(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return;
    const mine = Symbol('unsaved');
    open.add(mine);
    if (open.size === 1) addEventListener('beforeunload', holdBack);
    return () => {
      open.delete(mine);
      if (open.size === 0) removeEventListener('beforeunload', holdBack);
    };
  }, [unsaved]);
}

/** Whether the page may be left: nothing is unsaved, or the user says so. */
export function mayLeave(): boolean {
  return open.size === 0 || confirm(strings.common.leaveUnsaved);
}

function holdBack(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
