import { useState } from 'react';
import { Icon } from '../components/icon.tsx';
import { chooseTheme, nextTheme, storedTheme } from '../page/theme.ts';
import { strings } from '../strings/strings.ts';

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
      aria-label={strings.top.theme[theme]}
      title={strings.top.theme[theme]}
      onClick={choose}
    >
      <Icon name={theme} />
    </button>
  );
}
