export type Theme = 'auto' | 'light' | 'dark';

const isTheme = (value: unknown): value is Theme => value === 'auto' || value === 'light' || value === 'dark';

/** Dark, light, or as the system has it. Kept on this device, so that the next page is right from its first paint. */
class Look {
  theme = $state<Theme>('auto');

  constructor() {
    const kept = typeof localStorage === 'undefined' ? null : localStorage.getItem('theme');
    if (isTheme(kept)) this.theme = kept;
  }

  set(theme: Theme): void {
    this.theme = theme;
    localStorage.setItem('theme', theme);
    if (theme === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }
}

export const look = new Look();
