import { effect, signal } from '@preact/signals';
import { say } from '../texts/say.ts';

const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
const KEY = 'theme';
const SYMBOLS: Readonly<Record<Theme, string>> = { auto: '◐', light: '☀', dark: '☾' };

const theme = signal<Theme>(stored());

effect(() => {
  const { dataset } = document.documentElement;
  if (theme.value === 'auto') delete dataset.theme;
  else dataset.theme = theme.value;
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // A browser without storage still shows the theme.
  }
});

function stored(): Theme {
  try {
    return THEMES.find((name) => name === localStorage.getItem(KEY)) ?? 'auto';
  } catch {
    return 'auto';
  }
}

export function ThemeButton() {
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length]!;
  const now = say(`colours.${theme.value}`);
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={say('colours.change', { now, next: say(`colours.${next}`) })}
      title={say('colours.now', { now })}
      onClick={() => {
        theme.value = next;
      }}
    >
      <span aria-hidden="true">{SYMBOLS[theme.value]}</span>
    </button>
  );
}
