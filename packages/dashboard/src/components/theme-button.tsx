import { useState } from 'react';
import { chooseTheme, nextTheme, storedTheme } from '../page/theme.ts';
import { strings } from '../strings.ts';
import { Icon } from './icon.tsx';

/** Goes round: as the system, light, dark. */
export function ThemeButton() {
  const [theme, setTheme] = useState(storedTheme);
  const choose = () => {
    const next = nextTheme(theme);
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <button
      type="button"
      className="tool"
      aria-label={strings.theme[theme]}
      title={strings.theme[theme]}
      onClick={choose}
    >
      <Icon name={theme} />
    </button>
  );
}
