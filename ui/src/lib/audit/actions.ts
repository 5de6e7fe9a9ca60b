/** The actions one can search for, in the order people think of them. */
export const actions = [
  'ticket.open', 'ticket.open_for', 'ticket.see', 'ticket.read', 'ticket.read_note', 'ticket.reply', 'ticket.note', 'ticket.edit', 'ticket.classify',
  'ticket.assign', 'ticket.hand_over', 'ticket.close', 'ticket.reopen', 'ticket.merge', 'ticket.split', 'ticket.members', 'ticket.record',
  'file.add', 'file.fetch', 'file.fetch_note',
  'account.sign_in', 'account.sign_out', 'account.step_up', 'account.accept', 'account.reset', 'account.letter',
  'own.change', 'own.factor', 'own.factor_remove', 'own.token', 'own.sessions',
  'account.read', 'account.invite', 'account.change', 'requester.add', 'organisation.change', 'department.change', 'settings.change',
  'keys.read', 'keys.rotate', 'record.read', 'record.verify', 'record.receipt', 'record.destroy', 'installation.set_up', 'housekeeping',
] as const;
