import { format, t, word } from '$lib/i18n';
import type { IconName } from '$lib/ui/icons';
import type { RecordingEvent, RecordingKind } from '$lib/api';

export const momentIcons: Record<RecordingKind, IconName> = {
  output: 'terminal', resize: 'screen', typed: 'keyboard', masked: 'hidden', filed: 'file', ran: 'terminal', tunnel: 'link', power: 'key', consent: 'check', paused: 'pause', resumed: 'play', mark: 'tag', end: 'stop', screen: 'screen',
};

/** What happened, in a line. */
export function momentWords({ kind, text = '', count = 0, file, tunnel, powers = [] }: RecordingEvent): string {
  if (kind === 'masked') return t('replay.moment.masked', { count });
  if (kind === 'filed' && file) return t(`replay.moment.${file.way}`, { name: file.name, size: format.bytes(file.bytes) });
  if (kind === 'tunnel' && tunnel) return t('replay.moment.tunnel', { address: tunnel.address, in: format.bytes(tunnel.inBytes), out: format.bytes(tunnel.outBytes) });
  if (kind === 'power') return t(text.startsWith('-') ? 'replay.moment.taken' : 'replay.moment.given', { power: word('remote.power', text.slice(1), 'replay.moment.power') });
  if (kind === 'consent') return t('replay.moment.consent', { powers: format.list(powers.map((power) => word('remote.power', power, 'replay.moment.power'))) });
  if (kind === 'paused' || kind === 'resumed') return t(`replay.moment.${kind}`, { who: word('replay.by', text, 'replay.by.client') });
  if (kind === 'end') return t('replay.moment.end', { why: word('remote.why', text, 'remote.why.other') });
  if (kind === 'typed') return t('replay.moment.typed', { text });
  if (kind === 'ran') return t('replay.moment.ran', { text });
  if (kind === 'mark') return t('replay.moment.mark', { text });
  return '';
}
