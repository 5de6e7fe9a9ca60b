import { format, t, word } from '$lib/i18n';

interface Device { device: string; browser: string; os: string }

/** “Firefox on Linux”; by its sort where the browser says no more. */
export function deviceText({ device, browser, os }: Device): string {
  if (browser && os) return t('me.device.on', { browser, os });
  return browser || os || word('me.device', device, 'me.device.other');
}

export const deviceIcon = ({ device }: Device) => (device === 'mobile' || device === 'tablet' ? 'phone' : device === 'bot' ? 'gear' : 'keyboard');

/** The country of a sign-in, or that it is not known: of a local network, of an address in no database, or without one. */
export const placeText = ({ country }: { country: string }) => (country ? format.country(country) : t('me.place.unknown'));
