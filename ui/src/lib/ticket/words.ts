import type { Message, Side } from '$lib/api';
import { format, t, word } from '$lib/i18n';

/** “#1024”, in the reader's digits. */
export const ticketNumber = (number: number) => t('ticket.number', { number: format.number(number, { useGrouping: false }) });

const statusWord = (code: string | undefined, side: Side) =>
  side === 'client' ? word('common.clientStatus', code, 'common.clientStatus.open') : word('common.status', code, 'common.status.open');

/** What happened, in the reader's words. Who did it stands beside it, so that no language has to bend its grammar to a name. */
export function eventWords({ event }: Pick<Message, 'event'>, side: Side): string {
  const params = event?.params ?? {};
  const code = event?.code ?? '';
  const number = params['number'] ? ticketNumber(Number(params['number'])) : '';
  const department = event?.departments?.find(({ id }) => id === params['to'])?.name ?? '';
  switch (code) {
    case 'status':
      return t('ticket.event.status', { to: statusWord(params['to'], side) });
    case 'priority':
      return t('ticket.event.priority', { to: word('common.priority', params['to'], 'common.priority.normal') });
    case 'class':
      return t('ticket.event.class', { to: word('common.class', params['to'], 'common.class.internal') });
    case 'assigned':
      return params['to'] ? t('ticket.event.assigned', { name: params['toName'] ?? '' }) : t('ticket.event.unassigned');
    case 'handed_over':
      return t('ticket.event.handed_over', { name: department });
    case 'member_added':
      return t('ticket.event.member_added', { name: params['accountName'] ?? '' });
    case 'member_removed':
      return t('ticket.event.member_removed', { name: params['accountName'] ?? '' });
    case 'tags':
      return params['to'] ? t('ticket.event.tags', { to: format.list(params['to'].split(/\s+/)) }) : t('ticket.event.noTags');
    default:
      return word('ticket.event', code, 'ticket.event.other', { number });
  }
}
